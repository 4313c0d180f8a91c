-- Counts one more trial of the day, unless the day's or the visitor's address's are used up.
-- KEYS: the day's count, the address's count
-- ARGV: most per day, most per address, how long to keep the counts (ms)
-- Returns {'admitted'}, {'DAY'} or {'ADDRESS'}
local function used(key, most)
  return tonumber(redis.call('GET', key) or '0') >= tonumber(most)
end
if used(KEYS[1], ARGV[1]) then
  return { 'DAY' }
end
if used(KEYS[2], ARGV[2]) then
  return { 'ADDRESS' }
end
for _, key in ipairs(KEYS) do
  redis.call('INCR', key)
  redis.call('PEXPIRE', key, ARGV[3])
end
return { 'admitted' }
