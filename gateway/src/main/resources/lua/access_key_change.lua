-- Changes what a key is called and may do, if nobody else did since it was read.
-- KEYS: key, the account's managing keys
-- ARGV: key id, version read, '1' for a key that manages keys, number of fields to remove,
--       those fields, then field and value of those to set …
-- Returns {'changed'}, {'unknown'}, {'conflict'} or {'last_manager'}
local record, managers = KEYS[1], KEYS[2]
local known = redis.call('HMGET', record, 'version', 'revokedAt')
if not known[1] or known[2] then
  return { 'unknown' }
end
if known[1] ~= ARGV[2] then
  return { 'conflict' }
end
if ARGV[3] == '1' then
  redis.call('SADD', managers, ARGV[1])
elseif redis.call('SISMEMBER', managers, ARGV[1]) == 1 then
  if redis.call('SCARD', managers) == 1 then
    return { 'last_manager' }
  end
  redis.call('SREM', managers, ARGV[1])
end
local removed = tonumber(ARGV[4])
for i = 5, 4 + removed do
  redis.call('HDEL', record, ARGV[i])
end
redis.call('HSET', record, unpack(ARGV, 5 + removed))
redis.call('HINCRBY', record, 'version', 1)
return { 'changed' }
