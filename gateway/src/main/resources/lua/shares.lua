-- HINCRBY fails above 2^63 - 1, and an error there would leave half of the shares added.
local limit = '4000000000000000000'

-- Adds the shares in ARGV from `first` until before `behind`, who and millionths in turn: to the totals
-- of payees (KEYS[2]), from `parts_at` on to those of parts (KEYS[3]). Returns an error where a total
-- is too large to add to; then nothing is added.
local function add_shares(first, parts_at, behind)
  local function totals(i)
    if i < parts_at then
      return KEYS[2]
    end
    return KEYS[3]
  end
  for i = first, behind - 1, 2 do
    local total = redis.call('HGET', totals(i), ARGV[i]) or '0'
    if not less(total, limit) or not less(ARGV[i + 1], limit) then
      return redis.error_reply('TOTAL too large to add to: ' .. ARGV[i])
    end
  end
  for i = first, behind - 1, 2 do
    redis.call('HINCRBY', totals(i), ARGV[i], ARGV[i + 1])
  end
end

