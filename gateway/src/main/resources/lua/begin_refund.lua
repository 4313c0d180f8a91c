-- Sets money aside that goes back to a channel's payer, or finds what was set aside before.
-- KEYS: channel
-- ARGV: amount, or '' for all that is left; most of the voucher that asks for it
-- Returns {'set_aside', amount, refund nonce, charged} or {the reason of refusal}
local channel = KEYS[1]
local state = redis.call('HMGET', channel, 'available', 'reserved', 'charged', 'setAside',
  'refundNonce')
if state[4] ~= '0' then
  return { 'set_aside', state[4], state[5], state[3] }
end
if less(ARGV[2], plus(state[3], state[2])) then
  return { 'VOUCHER_STALE' }
end
if state[2] ~= '0' then
  return { 'CHANNEL_BUSY' }
end
local amount = state[1]
if ARGV[1] ~= '' and less(ARGV[1], amount) then
  amount = ARGV[1]
end
if not less('0', amount) then
  return { 'REFUND_NO_BALANCE' }
end
redis.call('HINCRBY', channel, 'available', minus(amount))
redis.call('HSET', channel, 'setAside', amount)
return { 'set_aside', amount, state[5], state[3] }
