-- Sets a call's ceiling aside on its channel and its account, if its authority allows it.
-- KEYS: channel, account, call, leases, access key (or the channel again), receipt, answer, what
--       trials pay to payees
-- ARGV: call id, channel id, account id, ceiling, context, lease expiry (epoch ms), the request's
--       digest and the attempt's nonce (both '' for a call id that no caller can use again), now
--       (epoch ms), day of the call, model's payee, '1' for a model listed for trials, most a day
--       for a payee, authority
--   'key': hash of the access key, model, most model-tokens
--   'voucher': most the channel may be charged in all, signature
-- Returns {'reserved', fence, charged and reserved before}, {'answered', charged and reserved now},
-- {'running'} or {'other_request'} where another attempt came first, or {the reason of refusal} and,
-- for a limit, {…, limit, used of it, ms until it helps to try again}
local channel, account, call, leases = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ceiling, request, attempt = ARGV[4], ARGV[7], ARGV[8]

local asked = {
  account = ARGV[3], ceiling = ceiling, now = tonumber(ARGV[9]), day = ARGV[10], payee = ARGV[11],
  listed = ARGV[12], payee_limit = ARGV[13], hash = ARGV[15], model = ARGV[16],
  model_tokens = tonumber(ARGV[17] or '0'),
}
local by_key = ARGV[14] == 'key'

-- What was answered before is for whoever may spend from the account now.
local function repeated(...)
  local stranger = by_key and key_stranger(read_key(KEYS[5], asked), asked)
  return stranger or { ... }
end

local function answered()
  local spent = redis.call('HMGET', channel, 'charged', 'reserved')
  return repeated('answered', plus(spent[1] or '0', spent[2] or '0'))
end

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
    return repeated('other_request')
  elseif known[1] == 'charged' then
    return answered()
  elseif known[1] == 'open' then
    if known[5] == attempt .. ' ' .. known[2] then
      return { 'reserved', known[2], known[6] }
    end
    return repeated('running')
  end
  -- Released: this attempt runs in its place, and whoever held the former one holds nothing.
  fence = tostring(tonumber(known[2]) + 1)
elseif attempt ~= '' and redis.call('EXISTS', KEYS[6]) == 1 then
  return answered()
end

local state = redis.call('HMGET', channel, 'available', 'charged', 'reserved', 'signedMax',
  'authorizerLabel')
local available = state[1]
local payer = redis.call('HMGET', account, 'channel', 'remaining', 'trial')
if not available or payer[1] ~= ARGV[2] then
  return { 'UNKNOWN_ACCOUNT' }
end
local before = plus(state[2], state[3])

local key
-- Each authority has checks, which change nothing, and a note, made once all checks have passed; it
-- returns what the call must remember for its end.
-- Its pace comes last: to try again later does not help where something else is missing.
local authorities = {
  key = {
    check = function()
      if state[5] == '' then
        return { 'WRONG_AUTHORITY' }
      end
      key = read_key(KEYS[5], asked)
      return key_refusal(key, asked)
    end,
    pace = function()
      return key_pace(key, asked)
    end,
    note = function()
      return hold_key(KEYS[5], key, asked)
    end,
  },
  voucher = {
    check = function()
      if state[5] ~= '' then
        return { 'WRONG_AUTHORITY' }
      end
      if less(ARGV[15], plus(before, ceiling)) then
        return { 'VOUCHER_TOO_LOW' }
      end
    end,
    pace = function() end,
    note = function()
      if less(state[4] or '0', ARGV[15]) then
        redis.call('HSET', channel, 'signedMax', ARGV[15], 'signature', ARGV[16])
      end
      return {}
    end,
  },
}
local authority = authorities[ARGV[14]]
local trial = payer[3]

local refusal = authority.check()
if refusal then
  return refusal
end
local remaining = payer[2]
if remaining and less(remaining, ceiling) then
  return { 'BUDGET_SPENT' }
end
if less(available, ceiling) then
  return { 'BALANCE_TOO_SMALL' }
end
refusal = trial and trial_refusal(KEYS[8], asked) or authority.pace()
if refusal then
  return refusal
end

local remembered = authority.note()
if trial then
  for _, each in ipairs(hold_trial(KEYS[8], asked)) do
    remembered[#remembered + 1] = each
  end
end
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
  'ceiling', ceiling, 'before', before, 'context', ARGV[5], unpack(remembered))
redis.call('ZADD', leases, ARGV[6], ARGV[1])
return { 'reserved', fence, before }
