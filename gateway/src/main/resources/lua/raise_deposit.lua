-- Raises a channel's deposit to the total that the chain shows; a lower or equal total, seen late,
-- changes nothing.
-- KEYS: channel
-- ARGV: total deposit
-- Returns {'raised'}, {'unchanged'} or {'unknown'}
local deposit = redis.call('HGET', KEYS[1], 'deposit')
if not deposit then
  return { 'unknown' }
end
if not less(deposit, ARGV[1]) then
  return { 'unchanged' }
end
redis.call('HSET', KEYS[1], 'deposit', ARGV[1])
-- Down first: available never exceeds the old deposit, so neither step can overflow.
redis.call('HINCRBY', KEYS[1], 'available', minus(deposit))
redis.call('HINCRBY', KEYS[1], 'available', ARGV[1])
return { 'raised' }
