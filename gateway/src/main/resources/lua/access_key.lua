-- Put before the scripts in which a call spends by an access key, on a trial too.
-- A rate is a bucket that holds at most a minute's worth and refills evenly. Its level is counted
-- in 60 000ths, so that each millisecond refills a whole number; with at most 10^9 a minute all of
-- it stays far below 2^53, where Lua counts exactly.
local MINUTE_MS = 60000
local DAY_MS = 86400000

local function whole(number)
  return string.format('%.0f', number)
end

-- Fields of a hash by their names; what is absent is nil.
local function fields(key, ...)
  local names = { ... }
  local found = {}
  for i, value in ipairs(redis.call('HMGET', key, ...)) do
    found[names[i]] = value or nil
  end
  return found
end

-- A rate's bucket as it is now, or nil where there is no limit. Its time never goes back, whoever's
-- clock is slow.
local function bucket(per_minute, level, at, now)
  if not per_minute then
    return nil
  end
  per_minute = tonumber(per_minute)
  local full = per_minute * MINUTE_MS
  if not level then
    return { limit = per_minute, full = full, level = full, at = now }
  end
  local since = tonumber(at)
  now = math.max(now, since)
  local refilled = math.min(now - since, MINUTE_MS) * per_minute
  return { limit = per_minute, full = full, level = math.min(tonumber(level) + refilled, full),
    at = now }
end

-- An amount per day begins again with the first call of a new day. A call counts for the day on
-- which it began; a slow clock does not bring an old day back.
local function on_day(stored_day, used, day)
  if stored_day and tonumber(stored_day) >= tonumber(day) then
    return used or '0', stored_day
  end
  return '0', day
end

-- What a call's ceiling held of an amount gives way to its charge.
local function settle_amount(key, field, ceiling, charge)
  redis.call('HINCRBY', key, field, minus(ceiling))
  redis.call('HINCRBY', key, field, charge)
end

-- An access key's record, with its day and buckets brought up to date.
local function read_key(record, asked)
  local key = fields(record, 'account', 'hash', 'oldHash', 'oldUntil', 'revokedAt', 'expiresAt',
    'models', 'budget', 'spent', 'reserved', 'dailyBudget', 'day', 'dayUsed', 'requestsPerMinute',
    'requestsLevel', 'requestsAt', 'modelTokensPerMinute', 'modelTokensLevel', 'modelTokensAt')
  key.usedToday, key.today = on_day(key.day, key.dayUsed, asked.day)
  key.requests = bucket(key.requestsPerMinute, key.requestsLevel, key.requestsAt, asked.now)
  key.modelTokens =
    bucket(key.modelTokensPerMinute, key.modelTokensLevel, key.modelTokensAt, asked.now)
  return key
end

-- Nil, or why what was shown is no good access key of the account.
local function key_stranger(key, asked)
  if key.account ~= asked.account or (key.hash ~= asked.hash and key.oldHash ~= asked.hash) then
    return { 'UNKNOWN_KEY' }
  end
  local replaced = key.hash ~= asked.hash and asked.now >= tonumber(key.oldUntil)
  if key.revokedAt or replaced then
    return { 'REVOKED_KEY' }
  end
  if key.expiresAt and asked.now >= tonumber(key.expiresAt) then
    return { 'EXPIRED_KEY' }
  end
end

-- Nil, or why an access key may not begin the call that is asked for.
local function key_refusal(key, asked)
  local stranger = key_stranger(key, asked)
  if stranger then
    return stranger
  end
  if key.models and not key.models:find('\n' .. asked.model .. '\n', 1, true) then
    return { 'MODEL_NOT_ALLOWED' }
  end
  local used = plus(key.spent, key.reserved)
  if key.budget and less(key.budget, plus(used, asked.ceiling)) then
    return { 'KEY_BUDGET_SPENT', key.budget, used, '0' }
  end
  if key.dailyBudget and less(key.dailyBudget, plus(key.usedToday, asked.ceiling)) then
    local midnight = (key.today + 1) * DAY_MS
    return { 'KEY_DAILY_BUDGET_SPENT', key.dailyBudget, key.usedToday,
      whole(midnight - asked.now) }
  end
end

local function rate_refusal(rate, wanted, reason)
  local missing = rate and wanted * MINUTE_MS - rate.level or 0
  if missing <= 0 then
    return nil
  end
  if wanted > rate.limit then
    reason = 'CALL_ABOVE_RATE'
  end
  local used = rate.limit - math.floor(rate.level / MINUTE_MS)
  return { reason, whole(rate.limit), whole(used), whole(math.ceil(missing / rate.limit)) }
end

-- Nil, or which of an access key's rates would be exceeded.
local function key_pace(key, asked)
  return rate_refusal(key.requests, 1, 'REQUEST_RATE')
    or rate_refusal(key.modelTokens, asked.model_tokens, 'MODEL_TOKEN_RATE')
end

-- Holds a call's ceiling and most model-tokens against its access key's limits. Returns what the
-- call must remember for its end.
local function hold_key(record, key, asked)
  local changed = { 'lastUsedAt', whole(asked.now), 'day', key.today, 'dayUsed', key.usedToday }
  local function take(name, rate, wanted)
    if not rate then
      return 0
    end
    for _, each in ipairs({ name .. 'Level', whole(rate.level - wanted * MINUTE_MS),
      name .. 'At', whole(rate.at) }) do
      changed[#changed + 1] = each
    end
    return wanted
  end
  take('requests', key.requests, 1)
  local held = take('modelTokens', key.modelTokens, asked.model_tokens)
  redis.call('HSET', record, unpack(changed))
  redis.call('HINCRBY', record, 'dayUsed', asked.ceiling)
  redis.call('HINCRBY', record, 'reserved', asked.ceiling)
  return { 'keyDay', key.today, 'keyModelTokens', whole(held) }
end

-- When a call ends, what it held of its key's limits gives way to what it used. A key that was
-- revoked long ago may be forgotten.
local function settle_key(record, held, ceiling, charge, used_model_tokens, now)
  if not held.keyDay then
    return
  end
  local key = fields(record, 'hash', 'day', 'modelTokensPerMinute', 'modelTokensLevel',
    'modelTokensAt')
  if not key.hash then
    return
  end
  redis.call('HINCRBY', record, 'reserved', minus(ceiling))
  redis.call('HINCRBY', record, 'spent', charge)
  if key.day == held.keyDay then
    settle_amount(record, 'dayUsed', ceiling, charge)
  end
  local unused = tonumber(held.keyModelTokens) - used_model_tokens
  local rate = bucket(key.modelTokensPerMinute, key.modelTokensLevel, key.modelTokensAt, now)
  if rate and unused > 0 then
    redis.call('HSET', record, 'modelTokensLevel',
      whole(math.min(rate.level + unused * MINUTE_MS, rate.full)), 'modelTokensAt', whole(rate.at))
  end
end

-- Nil, or why a trial may not begin the call that is asked for. What trials pay for the models of
-- one payee in a day is bounded, so that nobody is paid much by calling their own model. All trials
-- are on one channel and so in one partition: the bound is exact.
local function trial_refusal(payees, asked)
  if asked.listed ~= '1' then
    return { 'MODEL_NOT_IN_TRIAL' }
  end
  local stored = fields(payees, 'day', asked.payee)
  local today, day = on_day(stored.day, stored[asked.payee], asked.day)
  if less(asked.payee_limit, plus(today, asked.ceiling)) then
    return { 'TRIAL_PAYEE_SPENT', asked.payee_limit, today,
      whole((day + 1) * DAY_MS - asked.now) }
  end
end

-- Returns what the call must remember for its end.
local function hold_trial(payees, asked)
  local stored = redis.call('HGET', payees, 'day')
  local _, day = on_day(stored, '0', asked.day)
  if stored ~= day then
    redis.call('DEL', payees)
    redis.call('HSET', payees, 'day', day)
  end
  redis.call('HINCRBY', payees, asked.payee, asked.ceiling)
  return { 'trialDay', day, 'trialPayee', asked.payee }
end

local function settle_trial(payees, held, ceiling, charge)
  if held.trialDay and redis.call('HGET', payees, 'day') == held.trialDay then
    settle_amount(payees, held.trialPayee, ceiling, charge)
  end
end

-- What follows each authority has; voucher.lua has the same.

-- What a call asks for, from the arguments of the script that reserves it.
local function read_asked()
  return {
    account = ARGV[3], ceiling = ARGV[4], hash = ARGV[9], model = ARGV[10],
    model_tokens = tonumber(ARGV[11]), now = tonumber(ARGV[12]), day = ARGV[13],
    payee = ARGV[14], listed = ARGV[15], payee_limit = ARGV[16], record = KEYS[7],
    payees = KEYS[8],
  }
end

-- Nil, or why whoever asks may not even be told what was answered before.
local function stranger(asked)
  return key_stranger(read_key(asked.record, asked), asked)
end

-- Nil, or why the call may not begin; changes nothing.
local function refusal(asked, state)
  if state.label == '' then
    return { 'WRONG_AUTHORITY' }
  end
  asked.key = read_key(asked.record, asked)
  return key_refusal(asked.key, asked)
end

-- Nil, or why it may not begin now: asked last, since waiting does not help where something else is
-- missing.
local function pace(asked, trial)
  return trial and trial_refusal(asked.payees, asked) or key_pace(asked.key, asked)
end

-- Made once all checks have passed. Adds fields of the channel to those that are changed, and
-- returns those that the call must remember for its end.
local function hold(asked, _, _, trial)
  local remembered = hold_key(asked.record, asked.key, asked)
  if trial then
    for _, each in ipairs(hold_trial(asked.payees, asked)) do
      remembered[#remembered + 1] = each
    end
  end
  return remembered
end

-- At a call's end, what it held gives way to what it used.
local function settle(call, record, payees, ceiling, charge, used_model_tokens, now)
  local held = fields(call, 'keyDay', 'keyModelTokens', 'trialDay', 'trialPayee')
  settle_key(record, held, ceiling, charge, tonumber(used_model_tokens), tonumber(now))
  settle_trial(payees, held, ceiling, charge)
end
