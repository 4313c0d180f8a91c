-- Takes an expired lease from whoever held it: the old fence is worth nothing from here on.
-- KEYS: call, leases
-- ARGV: call id, now, new lease expiry (epoch ms)
-- Returns {'taken', fence, ceiling, context, what was delivered or '', when its first holder's lease
-- ended (epoch ms)} or {'held'}
local expiry = redis.call('ZSCORE', KEYS[2], ARGV[1])
-- Times are far below 2^53, so a double holds them exactly.
if not expiry or tonumber(expiry) > tonumber(ARGV[2]) then
  return { 'held' }
end
local call = redis.call('HMGET', KEYS[1], 'state', 'ceiling', 'context', 'delivered')
if call[1] ~= 'open' then
  return redis.error_reply('LEASE an ended call holds a lease')
end
redis.call('HINCRBY', KEYS[1], 'fence', 1)
-- Nothing was delivered after the first lease, however often ending the call is tried.
redis.call('HSETNX', KEYS[1], 'heldUntil', expiry)
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return { 'taken', redis.call('HGET', KEYS[1], 'fence'), call[2], call[3], call[4] or '',
  redis.call('HGET', KEYS[1], 'heldUntil') }
