-- Forgets an open transaction with all its attempts.
-- KEYS: open transactions of the sender
-- ARGV: nonce
-- Returns {'closed'}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if field == ARGV[1] or string.sub(field, 1, #ARGV[1] + 1) == ARGV[1] .. ':' then
    redis.call('HDEL', KEYS[1], field)
  end
end
return { 'closed' }
