-- Takes over what the chain holds for a channel, unless a look that began later has been taken over.
-- KEYS: channel
-- ARGV: number of the look, what the channel holds and its payer is not withdrawing, claimed there
-- Returns {'shown'} or {'stale'}
local known = redis.call('HMGET', KEYS[1], 'shown', 'deposit', 'charged', 'claimed')
if not less(known[1] or '0', ARGV[1]) then
  return { 'stale' }
end
redis.call('HSET', KEYS[1], 'deposit', ARGV[2], 'shown', ARGV[1])
-- Down first: available never exceeds the old deposit, so neither step can overflow. It may end
-- below zero, when more has left than was left.
redis.call('HINCRBY', KEYS[1], 'available', minus(known[2]))
redis.call('HINCRBY', KEYS[1], 'available', ARGV[2])
-- A Redis that is older than the claims it made goes on from what was claimed: no receipt may name
-- what another one was paid with.
if less(known[3], ARGV[3]) then
  redis.call('HSET', KEYS[1], 'charged', ARGV[3])
  redis.call('HINCRBY', KEYS[1], 'available', minus(rest(ARGV[3], known[3])))
end
if less(known[4], ARGV[3]) then
  redis.call('HSET', KEYS[1], 'claimed', ARGV[3])
end
return { 'shown' }
