-- Changes a job that is still there, and still the one that the caller means.
-- KEYS[1] the job; ARGV[1] the fence of the try that runs it, or '' for whichever; then its fields
-- and values
-- Returns 'set' with what its payer wants of it ('' or 'cancel'), or 'gone'.
if redis.call('EXISTS', KEYS[1]) == 0
  or (ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1]) then
  return {'gone'}
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return {'set', redis.call('HGET', KEYS[1], 'wish') or ''}
