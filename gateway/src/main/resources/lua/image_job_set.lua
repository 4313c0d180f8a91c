-- Changes a job that is still there.
-- KEYS[1] the job; ARGV its fields and values
-- Returns 'set' with what its payer wants of it ('' or 'cancel'), or 'gone'.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {'gone'}
end
redis.call('HSET', KEYS[1], unpack(ARGV))
return {'set', redis.call('HGET', KEYS[1], 'wish') or ''}
