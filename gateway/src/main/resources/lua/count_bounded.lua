-- Counts one more under every key, unless one of them is full.
-- KEYS: the counts
-- ARGV: how long to keep the counts (ms), then the most for each count
-- Returns {'counted'} or {'full', which}
for i, key in ipairs(KEYS) do
  -- Counts are far below 2^53, so a double holds them exactly.
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i + 1]) then
    return { 'full', tostring(i) }
  end
end
for _, key in ipairs(KEYS) do
  redis.call('INCR', key)
  redis.call('PEXPIRE', key, ARGV[1])
end
return { 'counted' }
