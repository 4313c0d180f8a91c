-- Ends a refund, when the deposit is without it already or the chain has refused it: what was set
-- aside makes up for what was taken from the deposit, or is free again.
-- KEYS: channel, the record of the request or the channel again
-- ARGV: number of the refund on the chain, what came of it, its transaction or '', how long to
--   remember the request (ms)
-- Returns {'ended'} or {'none'}
local channel = KEYS[1]
local state = redis.call('HMGET', channel, 'refundingNonce', 'refundingAmount', 'refundingRequest')
if state[1] ~= ARGV[1] then
  return { 'none' }
end
redis.call('HINCRBY', channel, 'setAside', minus(state[2]))
redis.call('HINCRBY', channel, 'available', state[2])
redis.call('HDEL', channel, 'refundingNonce', 'refundingAmount', 'refundingRequest')
if state[3] then
  redis.call('HSET', KEYS[2], 'state', ARGV[2], 'transaction', ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return { 'ended' }
