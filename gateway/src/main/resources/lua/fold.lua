-- Adds the shares of charges to the totals and moves the cursor past those charges, in one step.
-- Charges of channels that do not pay are set aside instead of added.
-- KEYS: fold, payees, parts, charges set aside
-- ARGV: fence, cursor the charges were read from, cursor behind them, number of payees, number of
--       parts, then payee and millionths for each payee, part and millionths for each part, and id
--       and text of each charge that is set aside
-- Returns {'folded'}, {'moved'} when another run has folded here, or {'stale'} for an older fence
local fold = KEYS[1]
-- HINCRBY fails above 2^63 - 1, and an error here would leave half of the shares added.
local limit = '4000000000000000000'

local seen = redis.call('HGET', fold, 'fence')
if seen and less(ARGV[1], seen) then
  return { 'stale' }
end
if (redis.call('HGET', fold, 'cursor') or '0-0') ~= ARGV[2] then
  return { 'moved' }
end

local parts_at = 6 + 2 * tonumber(ARGV[4])
local aside_at = parts_at + 2 * tonumber(ARGV[5])
local function totals(i)
  if i < parts_at then
    return KEYS[2]
  end
  return KEYS[3]
end
for i = 6, aside_at - 1, 2 do
  local total = redis.call('HGET', totals(i), ARGV[i]) or '0'
  if not less(total, limit) or not less(ARGV[i + 1], limit) then
    return redis.error_reply('TOTAL too large to add to: ' .. ARGV[i])
  end
end
for i = 6, aside_at - 1, 2 do
  redis.call('HINCRBY', totals(i), ARGV[i], ARGV[i + 1])
end
for i = aside_at, #ARGV, 2 do
  redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1])
end
redis.call('HSET', fold, 'cursor', ARGV[3], 'fence', ARGV[1])
return { 'folded' }
