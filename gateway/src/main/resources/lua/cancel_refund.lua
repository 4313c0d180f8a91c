-- Frees what was set aside for a refund that the chain refused.
-- KEYS: channel
-- ARGV: amount, refund nonce
-- Returns {'cancelled'}, or {'gone'} when that refund is not set aside any more
local state = redis.call('HMGET', KEYS[1], 'setAside', 'refundNonce')
if state[1] ~= ARGV[1] or state[2] ~= ARGV[2] then
  return { 'gone' }
end
redis.call('HSET', KEYS[1], 'setAside', '0')
redis.call('HINCRBY', KEYS[1], 'available', ARGV[1])
return { 'cancelled' }
