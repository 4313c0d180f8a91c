-- Put before every script. Amounts are decimal strings without leading zeros, since a Lua number is
-- a double and loses units above 2^53. None but what is available on a channel is ever negative.
local function less(a, b)
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

-- In two halves, each far below 2^53; exact for sums below 10^30.
local function plus(a, b)
  local low = tonumber(a:sub(-15)) + tonumber(b:sub(-15))
  local high = (tonumber(a:sub(1, -16)) or 0) + (tonumber(b:sub(1, -16)) or 0)
  if low >= 1e15 then
    low, high = low - 1e15, high + 1
  end
  if high == 0 then
    return string.format('%.0f', low)
  end
  return string.format('%.0f%015.0f', high, low)
end

-- a - b, for a not below b and neither below zero; in two halves too.
local function rest(a, b)
  local low = (tonumber(a:sub(-15)) or 0) - (tonumber(b:sub(-15)) or 0)
  local high = (tonumber(a:sub(1, -16)) or 0) - (tonumber(b:sub(1, -16)) or 0)
  if low < 0 then
    low, high = low + 1e15, high - 1
  end
  if high == 0 then
    return string.format('%.0f', low)
  end
  return string.format('%.0f%015.0f', high, low)
end

