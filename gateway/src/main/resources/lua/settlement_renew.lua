-- Keeps the settlement lock, or gives it back with a lease of 0.
-- KEYS: lock
-- ARGV: fence, lease (ms)
-- Returns {'held'} or {'lost'}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return { 'lost' }
end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return { 'held' }
