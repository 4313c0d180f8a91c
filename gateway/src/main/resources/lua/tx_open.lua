-- Takes the lowest nonce that no open transaction has, and opens it.
-- KEYS: open transactions of the sender
-- ARGV: lowest nonce, transaction
-- Returns {'opened', nonce}
-- Nonces are far below 2^53, so a double holds them exactly.
local nonce = tonumber(ARGV[1])
while redis.call('HEXISTS', KEYS[1], string.format('%d', nonce)) == 1 do
  nonce = nonce + 1
end
local text = string.format('%d', nonce)
redis.call('HSET', KEYS[1], text, ARGV[2])
return { 'opened', text }
