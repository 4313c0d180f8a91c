-- Notes an attempt of an open transaction; the same attempt again replaces what was noted of it.
-- KEYS: open transactions of the sender
-- ARGV: nonce, hash of the attempt, attempt
-- Returns {'noted'} or {'closed'}
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return { 'closed' }
end
redis.call('HSET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], ARGV[3])
return { 'noted' }
