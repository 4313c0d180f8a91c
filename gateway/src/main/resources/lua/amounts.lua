-- Put before every script. Amounts are decimal strings, never negative, without leading zeros:
-- a Lua number is a double and loses units above 2^53.
local function less(a, b)
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

