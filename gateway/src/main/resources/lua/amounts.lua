-- Put before every script. Amounts are decimal strings without leading zeros, since a Lua number is
-- a double and loses units above 2^53: up to 15 digits are counted with as numbers, more in two
-- halves. None but what is available on a channel is ever negative.
local function less(a, b)
  if #a < 16 and #b < 16 then
    return tonumber(a) < tonumber(b)
  end
  local below, other = a:sub(1, 1) == '-', b:sub(1, 1) == '-'
  if below ~= other then
    return below
  end
  if below then
    a, b = b, a
  end
  if #a ~= #b then
    return #a < #b
  end
  return a < b
end

-- For HINCRBY, which does not know "-0".
local function minus(amount)
  if amount == '0' then
    return amount
  end
  return '-' .. amount
end

local function halves(amount)
  return tonumber(amount:sub(1, -16)) or 0, tonumber(amount:sub(-15))
end

-- Exact for sums below 10^30, of amounts that are not negative.
local function plus(a, b)
  if #a < 16 and #b < 16 then
    return string.format('%.0f', a + b)
  end
  local high, low = halves(a)
  local more, rest = halves(b)
  high, low = high + more, low + rest
  if low >= 1e15 then
    low, high = low - 1e15, high + 1
  end
  if high == 0 then
    return string.format('%.0f', low)
  end
  return string.format('%.0f%015.0f', high, low)
end

-- a - b, for a not below b and neither below zero.
local function rest(a, b)
  if #a < 16 and #b < 16 then
    return string.format('%.0f', a - b)
  end
  local high, low = halves(a)
  local less_high, less_low = halves(b)
  high, low = high - less_high, low - less_low
  if low < 0 then
    low, high = low + 1e15, high - 1
  end
  if high == 0 then
    return string.format('%.0f', low)
  end
  return string.format('%.0f%015.0f', high, low)
end

-- a + b, where only b is sure to be not negative.
local function onto(a, b)
  if a:sub(1, 1) ~= '-' then
    return plus(a, b)
  end
  a = a:sub(2)
  if less(b, a) then
    return '-' .. rest(a, b)
  end
  return rest(b, a)
end
