-- Records a new access key, unless its account has as many as it may have.
-- KEYS: key, the account's keys by when they may be forgotten, the account's managing keys
-- ARGV: key id, most keys, now (epoch ms), '1' for a key that manages keys, then field and value …
-- Returns {'created'} or {'too_many'}

-- The year 10000: kept until it is revoked.
local NEVER = '253402300800000'

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[3])
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then
  return { 'too_many' }
end
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.error_reply('KEYID an access key id was used twice')
end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('ZADD', KEYS[2], NEVER, ARGV[1])
if ARGV[4] == '1' then
  redis.call('SADD', KEYS[3], ARGV[1])
end
return { 'created' }
