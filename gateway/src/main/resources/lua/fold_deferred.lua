-- Adds the shares of charges that were set aside, and takes them from there, in one step.
-- Before it stands shares.lua.
-- KEYS: fold, payees, parts, charges set aside, charges credited late
-- ARGV: fence, number of payees, number of parts, then payee and millionths for each payee, part
--       and millionths for each part, and id and text of each charge
-- Returns {'folded'}, {'moved'} when another run has credited one, or {'stale'} for an older fence
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
local failed = add_shares(4, parts_at, charges_at)
if failed then
  return failed
end
for i = charges_at, #ARGV, 2 do
  redis.call('HDEL', KEYS[4], ARGV[i])
  redis.call('XADD', KEYS[5], '*', 'id', ARGV[i], 'charge', ARGV[i + 1])
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1])
return { 'folded' }
