-- Ends a call without a charge: the whole ceiling is free again. Before it stands what knows its
-- authority: access_key.lua or voucher.lua.
-- KEYS: call, leases, channel, account; for an access key also it, and what trials pay to payees
-- ARGV: call id, fence, channel id, account id, how long to remember the ended call (ms) where its
--       caller may send it again and where it cannot, time (epoch ms)
-- Returns {'released'}, or {'lost'} when there was nothing to release
local call, leases, channel, account = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local known = redis.call('HMGET', call, 'state', 'fence', 'channel', 'account', 'ceiling',
  'attempt')
if known[1] ~= 'open' or known[2] ~= ARGV[2] then
  return { 'lost' }
end
if known[3] ~= ARGV[3] or known[4] ~= ARGV[4] then
  return redis.error_reply('CALL reserved on another channel or account')
end
local ceiling = known[5]

redis.call('HINCRBY', channel, 'reserved', minus(ceiling))
redis.call('HINCRBY', channel, 'available', ceiling)
redis.call('HINCRBY', account, 'reserved', minus(ceiling))
if redis.call('HEXISTS', account, 'remaining') == 1 then
  redis.call('HINCRBY', account, 'remaining', ceiling)
end
settle(call, KEYS[5], KEYS[6], ceiling, '0', '0', ARGV[7])
redis.call('ZREM', leases, ARGV[1])
redis.call('HSET', call, 'state', 'released')
redis.call('HDEL', call, 'context', 'delivered')
redis.call('PEXPIRE', call, known[6] and ARGV[5] or ARGV[6])
return { 'released' }
