-- Stores a new job that expires by itself.
-- KEYS[1] the job; ARGV[1] ms until it expires, then its fields and values
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {'created'}
