-- Stores a new job that expires by itself, in the place of an earlier try's that came to nothing.
-- KEYS[1] the job; ARGV[1] ms until it expires, then its fields and values
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {'created'}
