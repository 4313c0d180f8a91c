-- Ends a key. Its record stays for as long as a call that it began may still have to be settled.
-- KEYS: key, the account's keys by when they may be forgotten, the account's managing keys
-- ARGV: key id, now, when it may be forgotten (epoch ms), how long that is from now (ms)
-- Returns {'revoked'}, {'unknown'} or {'last_manager'}
local known = redis.call('HMGET', KEYS[1], 'hash', 'revokedAt')
if not known[1] then
  return { 'unknown' }
end
if known[2] then
  return { 'revoked' }
end
if redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 1 and redis.call('SCARD', KEYS[3]) == 1 then
  return { 'last_manager' }
end
redis.call('HSET', KEYS[1], 'revokedAt', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('SREM', KEYS[3], ARGV[1])
return { 'revoked' }
