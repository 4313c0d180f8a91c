-- Put before the scripts in which a call spends by a voucher that its channel's payer has signed.
-- What these functions are for, access_key.lua says.
--
-- A voucher pays for one call: claims show it to everybody, and what it reaches over its call's charge
-- would be anybody's to spend. The amounts that were used above what is charged are kept as ranges,
-- "from to from to …", rising; of too many, the two that lie closest become one.
local MOST_RANGES = 64

local function used_ranges(used, charged)
  local ranges = {}
  for from, to in (used or ''):gmatch('(%d+) (%d+)') do
    if less(charged, to) then
      ranges[#ranges + 1] = { from, to }
    end
  end
  return ranges
end

local function is_used(ranges, amount)
  for _, range in ipairs(ranges) do
    if less(amount, range[1]) then
      return false
    end
    if not less(range[2], amount) then
      return true
    end
  end
  return false
end

local function join_closest(ranges)
  local closest, gap
  for i = 2, #ranges do
    local between = rest(ranges[i][1], ranges[i - 1][2])
    if not gap or less(between, gap) then
      closest, gap = i, between
    end
  end
  ranges[closest - 1][2] = ranges[closest][2]
  table.remove(ranges, closest)
end

-- The ranges as they are kept, with an amount that is in none of them.
local function with_used(ranges, amount)
  local at = #ranges + 1
  while at > 1 and less(amount, ranges[at - 1][1]) do
    at = at - 1
  end
  table.insert(ranges, at, { amount, amount })
  if #ranges > MOST_RANGES then
    join_closest(ranges)
  end
  local texts = {}
  for i, range in ipairs(ranges) do
    texts[i] = range[1] .. ' ' .. range[2]
  end
  return table.concat(texts, ' ')
end

local function read_asked()
  return { ceiling = ARGV[4], most = ARGV[9], signature = ARGV[10] }
end

local function stranger()
  return nil
end

local function refusal(asked, state, before)
  if state.label ~= '' then
    return { 'WRONG_AUTHORITY' }
  end
  if less(asked.most, plus(before, asked.ceiling)) then
    return { 'VOUCHER_TOO_LOW' }
  end
  asked.used = used_ranges(state.used, state.charged)
  if asked.ceiling ~= '0' and is_used(asked.used, asked.most) then
    return { 'VOUCHER_USED' }
  end
end

local function pace()
  return nil
end

-- The highest voucher is kept for the claim. One that paid stays used even if its call is released:
-- it may have been claimed with meanwhile.
local function hold(asked, state, changed)
  if asked.ceiling ~= '0' then
    changed[#changed + 1] = 'used'
    changed[#changed + 1] = with_used(asked.used, asked.most)
  end
  if less(state.signed or '0', asked.most) then
    changed[#changed + 1] = 'signedMax'
    changed[#changed + 1] = asked.most
    changed[#changed + 1] = 'signature'
    changed[#changed + 1] = asked.signature
  end
  return {}
end

local function settle()
  return nil
end
