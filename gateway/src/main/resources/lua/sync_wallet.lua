-- Takes over what the chain shows of a wallet's channel, and records one that is new.
-- KEYS: channel, channels, account
-- ARGV: channel id, config, now (epoch ms), number of the look or '0' for a new channel, what the
--   chain holds and the payer is not withdrawing, claimed there, refund nonce, withdrawal requested
--   at (epoch s)
-- Returns {'shown'}, {'stale'} when a look that began later was taken over, or {'KEYED'} for a channel that
-- access keys spend
local channel, channels, account = KEYS[1], KEYS[2], KEYS[3]
local deposit, claimed = ARGV[5], ARGV[6]

local known = redis.call('HMGET', channel, 'authorizerLabel', 'shown', 'charged', 'reserved',
  'setAside', 'claimed')
if known[1] and known[1] ~= '' then
  return { 'KEYED' }
end
local is_new = ARGV[4] == '0'
if is_new ~= not known[1] or not is_new and not less(known[2] or '0', ARGV[4]) then
  return { 'stale' }
end
if not known[1] then
  redis.call('HSET', channel, 'config', ARGV[2], 'authorizerLabel', '', 'reserved', '0',
    'looks', '0')
  redis.call('SADD', channels, ARGV[1])
  redis.call('HSET', account, 'channel', ARGV[1], 'spent', '0', 'reserved', '0', 'label',
    'wallet', 'createdAt', ARGV[3])
end

-- A Redis that is empty, or older than the claims it made, goes on from what was claimed.
local charged, paid = known[3] or '0', known[6] or '0'
if less(charged, claimed) then
  charged = claimed
end
if less(paid, claimed) then
  paid = claimed
end
redis.call('HSET', channel, 'deposit', deposit, 'available', deposit, 'charged', charged,
  'claimed', paid, 'shown', ARGV[4], 'seenAt', ARGV[3], 'refundNonce', ARGV[7], 'withdrawRequestedAt', ARGV[8])
for _, spent in ipairs({ charged, known[4] or '0', known[5] or '0' }) do
  redis.call('HINCRBY', channel, 'available', minus(spent))
end
return { 'shown' }
