-- Gives a key a new secret; the one before is good for a while longer, the one before that no more.
-- KEYS: key
-- ARGV: hash of the new secret, until when the present one stays good (epoch ms)
-- Returns {'rotated'} or {'unknown'}
local known = redis.call('HMGET', KEYS[1], 'hash', 'revokedAt')
if not known[1] or known[2] then
  return { 'unknown' }
end
redis.call('HSET', KEYS[1], 'hash', ARGV[1], 'oldHash', known[1], 'oldUntil', ARGV[2])
return { 'rotated' }
