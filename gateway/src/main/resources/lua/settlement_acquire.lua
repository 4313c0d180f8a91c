-- Takes the settlement lock if nobody holds it.
-- KEYS: lock, fence
-- ARGV: lease (ms)
-- Returns {'held', fence} or {'busy'}
if redis.call('EXISTS', KEYS[1]) == 1 then
  return { 'busy' }
end
redis.call('INCR', KEYS[2])
local fence = redis.call('GET', KEYS[2])
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return { 'held', fence }
