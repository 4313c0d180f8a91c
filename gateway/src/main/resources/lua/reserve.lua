-- Sets a call's ceiling aside on its channel and its account.
-- KEYS: channel, account, call, leases
-- ARGV: call id, channel id, account id, ceiling, context, lease expiry (epoch ms)
-- Returns {'reserved', fence} or {the reason of refusal}
local channel, account, call, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ceiling = ARGV[4]

local known = redis.call('HMGET', call, 'state', 'fence', 'ceiling')
if known[1] then
  -- The same request again, after an answer that was lost on its way.
  if known[1] == 'open' and known[2] == '1' and known[3] == ceiling then
    return { 'reserved', known[2] }
  end
  return redis.error_reply('CALLID a call id was used twice')
end

local available = redis.call('HGET', channel, 'available')
if not available or redis.call('HGET', account, 'channel') ~= ARGV[2] then
  return { 'UNKNOWN_ACCOUNT' }
end
local remaining = redis.call('HGET', account, 'remaining')
if remaining and less(remaining, ceiling) then
  return { 'BUDGET_SPENT' }
end
if less(available, ceiling) then
  return { 'BALANCE_TOO_SMALL' }
end

redis.call('HINCRBY', channel, 'available', minus(ceiling))
redis.call('HINCRBY', channel, 'reserved', ceiling)
if remaining then
  redis.call('HINCRBY', account, 'remaining', minus(ceiling))
end
redis.call('HINCRBY', account, 'reserved', ceiling)
redis.call('HSET', call, 'state', 'open', 'fence', '1', 'channel', ARGV[2], 'account', ARGV[3],
  'ceiling', ceiling, 'context', ARGV[5])
redis.call('ZADD', leases, ARGV[6], ARGV[1])
return { 'reserved', '1' }
