-- Takes a worker's announcement, unless a later one is known.
-- KEYS: worker
-- ARGV: announcement, when it was issued (epoch ms), how long it is good for (ms)
-- Returns {'taken'} or {'older'}
local known = redis.call('GET', KEYS[1])
-- Times are far below 2^53, so a double holds them exactly.
if known and tonumber(cjson.decode(known).announcement.issuedAt) >= tonumber(ARGV[2]) then
  return { 'older' }
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return { 'taken' }
