-- Counts one more trial of the day, unless the day's or those of the visitor's address or range of
-- addresses are used up.
-- KEYS: the day's count, the range's, the address's
-- ARGV: most per day, most per range, most per address, how long to keep the counts (ms)
-- Returns {'admitted'}, {'DAY'}, {'RANGE'} or {'ADDRESS'}
local names = { 'DAY', 'RANGE', 'ADDRESS' }
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i]) then
    return { names[i] }
  end
end
for _, key in ipairs(KEYS) do
  redis.call('INCR', key)
  redis.call('PEXPIRE', key, ARGV[4])
end
return { 'admitted' }
