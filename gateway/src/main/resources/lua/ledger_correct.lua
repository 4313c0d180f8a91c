-- Sets fields of one partition's hashes to what they should be, if all are still as they were seen.
-- KEYS: the hashes
-- ARGV: for each correction the number of its key, field, value seen ('' for none), right value
-- Returns {'corrected'} or {'moved'}
for i = 1, #ARGV, 4 do
  if (redis.call('HGET', KEYS[tonumber(ARGV[i])], ARGV[i + 1]) or '') ~= ARGV[i + 2] then
    return { 'moved' }
  end
end
for i = 1, #ARGV, 4 do
  redis.call('HSET', KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 3])
end
return { 'corrected' }
