-- Sets a call's ceiling aside on its channel and its account, if its authority allows it. Before it
-- stands what knows the authority: access_key.lua or voucher.lua.
-- KEYS: channel, account, call, leases, receipt, answer; for an access key also it, and what trials
--       pay to payees
-- ARGV: call id, channel id, account id, ceiling, context, lease expiry (epoch ms), the request's
--       digest and the attempt's nonce (both '' for a call id that no caller can use again); then
--   for an access key: its hash, model, most model-tokens, now (epoch ms), day of the call, model's
--       payee, '1' for a model listed for trials, most a day for a payee
--   for a voucher: most the channel may be charged in all, signature
-- Returns {'reserved', fence, charged and reserved before}, {'answered', charged and reserved now},
-- {'running'} or {'other_request'} where another attempt came first, or {the reason of refusal} and,
-- for a limit, {…, limit, used of it, ms until it helps to try again}
local channel, account, call, leases, receipt = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local ceiling, request, attempt = ARGV[4], ARGV[7], ARGV[8]
local asked = read_asked()

-- What was answered before is for whoever may spend from the account now.
local function repeated(...)
  return stranger(asked) or { ... }
end

local function answered()
  local spent = redis.call('HMGET', channel, 'charged', 'reserved')
  return repeated('answered', plus(spent[1] or '0', spent[2] or '0'))
end

local fence = '1'
if redis.call('EXISTS', call, receipt) > 0 then
  local known = redis.call('HMGET', call, 'state', 'fence', 'ceiling', 'request', 'attempt',
    'before')
  if attempt == '' then
    -- The same request again, after an answer that was lost on its way.
    if known[1] == 'open' and known[2] == '1' and known[3] == ceiling then
      return { 'reserved', known[2], known[6] }
    end
    return redis.error_reply('CALLID a call id was used twice')
  end
  if (known[4] or redis.call('HGET', receipt, 'request')) ~= request then
    return repeated('other_request')
  elseif not known[1] then
    return answered()
  elseif known[1] == 'open' then
    if known[5] == attempt .. ' ' .. known[2] then
      return { 'reserved', known[2], known[6] }
    end
    return repeated('running')
  end
  -- Released: this attempt runs in its place, and whoever held the former one holds nothing.
  fence = tostring(tonumber(known[2]) + 1)
end

local stored = redis.call('HMGET', channel, 'available', 'charged', 'reserved', 'authorizerLabel',
  'signedMax', 'used')
local available, reserved = stored[1], stored[3]
local state = { charged = stored[2], label = stored[4], signed = stored[5], used = stored[6] }
local payer = redis.call('HMGET', account, 'channel', 'remaining', 'trial')
local remaining, trial = payer[2], payer[3]
if not available or payer[1] ~= ARGV[2] then
  return { 'UNKNOWN_ACCOUNT' }
end
local before = plus(stored[2], reserved)

local refused = refusal(asked, state, before)
if refused then
  return refused
end
if remaining and less(remaining, ceiling) then
  return { 'BUDGET_SPENT' }
end
if less(available, ceiling) then
  return { 'BALANCE_TOO_SMALL' }
end
refused = pace(asked, trial)
if refused then
  return refused
end

-- Few commands write: each goes to the append-only file and to replicas by itself.
local changed = { 'available', rest(available, ceiling), 'reserved', plus(reserved, ceiling) }
local remembered = hold(asked, state, changed, trial)
redis.call('HSET', channel, unpack(changed))
redis.call('HINCRBY', account, 'reserved', ceiling)
if remaining then
  redis.call('HINCRBY', account, 'remaining', minus(ceiling))
end
if attempt ~= '' then
  -- Of an attempt that was released nothing stays, not even its time to live.
  redis.call('DEL', call, KEYS[6])
  redis.call('HSET', call, 'request', request, 'attempt', attempt .. ' ' .. fence)
end
redis.call('HSET', call, 'state', 'open', 'fence', fence, 'channel', ARGV[2], 'account', ARGV[3],
  'ceiling', ceiling, 'before', before, 'context', ARGV[5], unpack(remembered))
redis.call('ZADD', leases, ARGV[6], ARGV[1])
return { 'reserved', fence, before }
