-- Adds the shares of charges to the totals and moves the cursor past those charges, in one step.
-- Charges of channels that do not pay are set aside instead of added. Before it stands shares.lua.
-- KEYS: fold, payees, parts, charges set aside
-- ARGV: fence, cursor the charges were read from, cursor behind them, number of payees, number of
--       parts, then payee and millionths for each payee, part and millionths for each part, and id
--       and text of each charge that is set aside
-- Returns {'folded'}, {'moved'} when another run has folded here, or {'stale'} for an older fence
local fold = KEYS[1]

local seen = redis.call('HGET', fold, 'fence')
if seen and less(ARGV[1], seen) then
  return { 'stale' }
end
if (redis.call('HGET', fold, 'cursor') or '0-0') ~= ARGV[2] then
  return { 'moved' }
end

local parts_at = 6 + 2 * tonumber(ARGV[4])
local aside_at = parts_at + 2 * tonumber(ARGV[5])
local failed = add_shares(6, parts_at, aside_at)
if failed then
  return failed
end
for i = aside_at, #ARGV, 2 do
  redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1])
end
redis.call('HSET', fold, 'cursor', ARGV[3], 'fence', ARGV[1])
return { 'folded' }
