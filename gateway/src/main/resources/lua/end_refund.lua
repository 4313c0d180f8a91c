-- Ends a refund, when the deposit is without it already or the chain has refused it: what was set
-- aside makes up for what was taken from the deposit, or is free again.
-- KEYS: channel
-- ARGV: number of the refund on the chain
-- Returns {'ended'} or {'none'}
local channel = KEYS[1]
local state = redis.call('HMGET', channel, 'refundingNonce', 'refundingAmount')
if state[1] ~= ARGV[1] then
  return { 'none' }
end
redis.call('HINCRBY', channel, 'setAside', minus(state[2]))
redis.call('HINCRBY', channel, 'available', state[2])
redis.call('HDEL', channel, 'refundingNonce', 'refundingAmount')
return { 'ended' }
