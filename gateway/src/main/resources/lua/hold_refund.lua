-- Sets aside what is free in a channel, before the chain gives it back to the payer; once for a
-- request.
-- KEYS: channel, the request's record
-- ARGV: most to set aside, number of the refund on the chain, the request's name or ''
-- Returns {'held', amount}, {'known'} for a request that was taken before, {'pending'} for another
--   refund under way, {'nothing'} or {'unknown'}
local channel = KEYS[1]
local state = redis.call('HMGET', channel, 'available', 'setAside')
local amount = state[1]
if not amount then
  return { 'unknown' }
end
if ARGV[3] ~= '' and redis.call('EXISTS', KEYS[2]) == 1 then
  return { 'known' }
end
if (state[2] or '0') ~= '0' then
  return { 'pending' }
end
if less(ARGV[1], amount) then
  amount = ARGV[1]
end
if not less('0', amount) then
  return { 'nothing' }
end
redis.call('HINCRBY', channel, 'available', minus(amount))
redis.call('HINCRBY', channel, 'setAside', amount)
redis.call('HSET', channel, 'refundingNonce', ARGV[2], 'refundingAmount', amount)
if ARGV[3] ~= '' then
  redis.call('HSET', channel, 'refundingRequest', ARGV[3])
  redis.call('HSET', KEYS[2], 'state', 'OPEN', 'amount', amount)
end
return { 'held', amount }
