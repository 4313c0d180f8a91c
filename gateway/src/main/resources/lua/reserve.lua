-- Sets a call's ceiling aside on its channel and its account, if its authority allows it.
-- KEYS: channel, account, call, leases, the authority's record (access key, or the channel again),
--       receipt, answer
-- ARGV: call id, channel id, account id, ceiling, context, lease expiry (epoch ms), the request's
--       digest and the attempt's nonce (both '' for a call id that no caller can use again),
--       authority
--   'key': hash of the access key, model
--   'voucher': most the channel may be charged in all, signature
-- Returns {'reserved', fence, charged and reserved before}, {'repeated', how far the other attempt
-- came} or {the reason of refusal}
local channel, account, call, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ceiling, request, attempt = ARGV[4], ARGV[7], ARGV[8]

local known = redis.call('HMGET', call, 'state', 'fence', 'ceiling', 'request', 'attempt',
  'before')
local fence = '1'
if known[1] and attempt == '' then
  -- The same request again, after an answer that was lost on its way.
  if known[1] == 'open' and known[2] == '1' and known[3] == ceiling then
    return { 'reserved', known[2], known[6] }
  end
  return redis.error_reply('CALLID a call id was used twice')
elseif known[1] then
  if known[4] ~= request then
    return { 'repeated', 'OTHER_REQUEST' }
  elseif known[1] == 'charged' then
    return { 'repeated', 'ANSWERED' }
  elseif known[1] == 'open' then
    if known[5] == attempt .. ' ' .. known[2] then
      return { 'reserved', known[2], known[6] }
    end
    return { 'repeated', 'RUNNING' }
  end
  -- Released: this attempt runs in its place, and whoever held the former one holds nothing.
  fence = tostring(tonumber(known[2]) + 1)
elseif attempt ~= '' and redis.call('EXISTS', KEYS[6]) == 1 then
  return { 'repeated', 'ANSWERED' }
end

local state = redis.call('HMGET', channel, 'available', 'charged', 'reserved', 'signedMax',
  'authorizerLabel')
local available = state[1]
local budget = redis.call('HMGET', account, 'channel', 'remaining')
if not available or budget[1] ~= ARGV[2] then
  return { 'UNKNOWN_ACCOUNT' }
end
local before = plus(state[2], state[3])

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
      if less(ARGV[10], plus(before, ceiling)) then
        return 'VOUCHER_TOO_LOW'
      end
    end,
    note = function()
      if less(state[4] or '0', ARGV[10]) then
        redis.call('HSET', channel, 'signedMax', ARGV[10], 'signature', ARGV[11])
      end
    end,
  },
}
local authority = authorities[ARGV[9]]
local refusal = authority.check()
if refusal then
  return { refusal }
end

local remaining = budget[2]
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
if attempt ~= '' then
  -- Of an attempt that was released nothing stays, not even its time to live.
  redis.call('DEL', call, KEYS[7])
  redis.call('HSET', call, 'request', request, 'attempt', attempt .. ' ' .. fence)
end
redis.call('HSET', call, 'state', 'open', 'fence', fence, 'channel', ARGV[2], 'account', ARGV[3],
  'ceiling', ceiling, 'before', before, 'context', ARGV[5])
redis.call('ZADD', leases, ARGV[6], ARGV[1])
return { 'reserved', fence, before }
