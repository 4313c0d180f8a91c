-- Adds the shares of charges that were set aside, and takes them from there, in one step.
-- KEYS: fold, payees, parts, charges set aside, charges credited late
-- ARGV: fence, number of payees, number of parts, then payee and millionths for each payee, part
--       and millionths for each part, and id and text of each charge
-- Returns {'folded'}, {'moved'} when another run has credited one, or {'stale'} for an older fence
local limit = '4000000000000000000'

local seen = redis.call('HGET', KEYS[1], 'fence')
if seen and less(ARGV[1], seen) then
  return { 'stale' }
end
local parts_at = 4 + 2 * tonumber(ARGV[2])
local charges_at = parts_at + 2 * tonumber(ARGV[3])
for i = charges_at, #ARGV, 2 do
  if redis.call('HGET', KEYS[4], ARGV[i]) ~= ARGV[i + 1] then
    return { 'moved' }
  end
end
local function totals(i)
  if i < parts_at then
    return KEYS[2]
  end
  return KEYS[3]
end
for i = 4, charges_at - 1, 2 do
  local total = redis.call('HGET', totals(i), ARGV[i]) or '0'
  if not less(total, limit) or not less(ARGV[i + 1], limit) then
    return redis.error_reply('TOTAL too large to add to: ' .. ARGV[i])
  end
end
for i = 4, charges_at - 1, 2 do
  redis.call('HINCRBY', totals(i), ARGV[i], ARGV[i + 1])
end
for i = charges_at, #ARGV, 2 do
  redis.call('HDEL', KEYS[4], ARGV[i])
  redis.call('XADD', KEYS[5], '*', 'id', ARGV[i], 'charge', ARGV[i + 1])
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1])
return { 'folded' }
