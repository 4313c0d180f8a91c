-- Takes over what the chain holds for a channel, unless another look at it began later.
-- KEYS: channel
-- ARGV: number of the look, what the channel holds and its payer is not withdrawing
-- Returns {'shown'} or {'stale'}
local known = redis.call('HMGET', KEYS[1], 'looks', 'deposit')
if known[1] ~= ARGV[1] then
  return { 'stale' }
end
redis.call('HSET', KEYS[1], 'deposit', ARGV[2])
-- Down first: available never exceeds the old deposit, so neither step can overflow. It may end
-- below zero, when more has left than was left.
redis.call('HINCRBY', KEYS[1], 'available', minus(known[2]))
redis.call('HINCRBY', KEYS[1], 'available', ARGV[2])
return { 'shown' }
