-- Stores an epoch while the lock is held.
-- KEYS: lock, epoch, latest
-- ARGV: fence, epoch's number, epoch as JSON
-- Returns {'stored'} or {'lost'}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return { 'lost' }
end
redis.call('SET', KEYS[2], ARGV[3])
if less(redis.call('GET', KEYS[3]) or '0', ARGV[2]) then
  redis.call('SET', KEYS[3], ARGV[2])
end
return { 'stored' }
