-- Sets a call's ceiling aside on its channel and its account, if its authority allows it.
-- KEYS: channel, account, call, leases, the authority's record (access key, or the channel again)
-- ARGV: call id, channel id, account id, ceiling, context, lease expiry (epoch ms), authority
--   'key': hash of the access key, model
--   'voucher': most the channel may be charged in all, signature
-- Returns {'reserved', fence} or {the reason of refusal}
local channel, account, call, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ceiling = ARGV[4]

local known = redis.call('HMGET', call, 'state', 'fence', 'ceiling')
if known[1] then
  -- The same request again, after an answer that was lost on its way.
  if known[1] == 'open' and known[2] == '1' and known[3] == ceiling then
    return { 'reserved', known[2] }
  end
  return redis.error_reply('CALLID a call id was used twice')
end

local state = redis.call('HMGET', channel, 'available', 'charged', 'reserved', 'signedMax',
  'authorizerLabel')
local available = state[1]
if not available or redis.call('HGET', account, 'channel') ~= ARGV[2] then
  return { 'UNKNOWN_ACCOUNT' }
end

-- Each authority has a check, which changes nothing, and a note, made once all checks have passed.
local authorities = {
  key = {
    check = function()
      if state[5] == '' then
        return 'WRONG_AUTHORITY'
      end
      if redis.call('HGET', KEYS[5], 'account') ~= ARGV[3] then
        return 'UNKNOWN_KEY'
      end
    end,
    note = function() end,
  },
  voucher = {
    check = function()
      if state[5] ~= '' then
        return 'WRONG_AUTHORITY'
      end
      if less(ARGV[8], plus(plus(state[2], state[3]), ceiling)) then
        return 'VOUCHER_TOO_LOW'
      end
    end,
    note = function()
      if less(state[4] or '0', ARGV[8]) then
        redis.call('HSET', channel, 'signedMax', ARGV[8], 'signature', ARGV[9])
      end
    end,
  },
}
local authority = authorities[ARGV[7]]
local refusal = authority.check()
if refusal then
  return { refusal }
end

local remaining = redis.call('HGET', account, 'remaining')
if remaining and less(remaining, ceiling) then
  return { 'BUDGET_SPENT' }
end
if less(available, ceiling) then
  return { 'BALANCE_TOO_SMALL' }
end

authority.note()
redis.call('HINCRBY', channel, 'available', minus(ceiling))
redis.call('HINCRBY', channel, 'reserved', ceiling)
if remaining then
  redis.call('HINCRBY', account, 'remaining', minus(ceiling))
end
redis.call('HINCRBY', account, 'reserved', ceiling)
redis.call('HSET', call, 'state', 'open', 'fence', '1', 'channel', ARGV[2], 'account', ARGV[3],
  'ceiling', ceiling, 'context', ARGV[5])
redis.call('ZADD', leases, ARGV[6], ARGV[1])
return { 'reserved', '1' }
