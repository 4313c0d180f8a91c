-- Adds the shares of charges to the totals and moves the cursor past those charges, in one step.
-- KEYS: fold, payees, parts
-- ARGV: fence, cursor the charges were read from, cursor behind them, number of payees,
--       then payee and millionths for each payee, then part and millionths for each part
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

local payees = tonumber(ARGV[4])
local function totals(i)
  if i < 5 + 2 * payees then
    return KEYS[2]
  end
  return KEYS[3]
end
for i = 5, #ARGV, 2 do
  local total = redis.call('HGET', totals(i), ARGV[i]) or '0'
  if not less(total, limit) or not less(ARGV[i + 1], limit) then
    return redis.error_reply('TOTAL too large to add to: ' .. ARGV[i])
  end
end
for i = 5, #ARGV, 2 do
  redis.call('HINCRBY', totals(i), ARGV[i], ARGV[i + 1])
end
redis.call('HSET', fold, 'cursor', ARGV[3], 'fence', ARGV[1])
return { 'folded' }
