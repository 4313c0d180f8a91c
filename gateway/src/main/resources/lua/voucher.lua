-- Put before the scripts in which a call spends by a voucher that its channel's payer has signed.
-- What these functions are for, access_key.lua says.
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
end

local function pace()
  return nil
end

-- The highest voucher is kept for the claim.
local function hold(asked, state, changed)
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
