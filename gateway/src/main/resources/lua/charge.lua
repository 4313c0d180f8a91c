-- Ends a call by charging it: its record becomes its receipt, for ever, and the ledger gets an entry.
-- Before it stand what knows its authority, access_key.lua or voucher.lua, and answer.lua.
-- KEYS: call, leases, channel, account, receipt, ledger, answer; for an access key also it, and what
--       trials pay to payees
-- ARGV: call id, fence, channel id, account id, charge, what was delivered, how the call ended,
--       split, time (epoch ms), how long to keep the answer (ms), number and text of its last part
--       ('' for none), model-tokens used, the most characters of the answer to keep
-- Returns {'charged', from, to, charge} or {'lost'}
local call, leases, channel, account, receipt, ledger =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local charge = ARGV[5]

local known = redis.call('HMGET', call, 'state', 'fence', 'channel', 'account', 'ceiling')
if not known[1] then
  local first = redis.call('HMGET', receipt, 'fence', 'from', 'to', 'charge')
  if first[1] == ARGV[2] then
    return { 'charged', first[2], first[3], first[4] }
  end
end
if known[1] ~= 'open' or known[2] ~= ARGV[2] then
  return { 'lost' }
end
if known[3] ~= ARGV[3] or known[4] ~= ARGV[4] then
  return redis.error_reply('CALL reserved on another channel or account')
end
local ceiling = known[5]
if less(ceiling, charge) then
  return redis.error_reply('CEILING a charge above its ceiling')
end

-- All is worked out before anything is written. Few commands write: each goes to the append-only
-- file and to replicas by itself.
local unused = rest(ceiling, charge)
local before = redis.call('HMGET', channel, 'charged', 'reserved', 'available')
local budget = redis.call('HMGET', account, 'spent', 'reserved', 'remaining')
local from, to = before[1], plus(before[1], charge)
local channelReserved, accountReserved = rest(before[2], ceiling), rest(budget[2], ceiling)
local available, spent = onto(before[3], unused), plus(budget[1], charge)

redis.call('HSET', channel, 'charged', to, 'reserved', channelReserved, 'available', available)
redis.call('HSET', account, 'spent', spent, 'reserved', accountReserved)
if budget[3] then
  redis.call('HINCRBY', account, 'remaining', unused)
end
settle(call, KEYS[8], KEYS[9], ceiling, charge, ARGV[13], ARGV[9])

redis.call('HSET', call, 'state', 'charged', 'from', from, 'to', to, 'charge', charge, 'time',
  ARGV[9], 'delivered', ARGV[6], 'ending', ARGV[7], 'split', ARGV[8])
redis.call('RENAME', call, receipt)
redis.call('XADD', ledger, '*', 'call', ARGV[1], 'channel', ARGV[3], 'from', from, 'to', to,
  'charge', charge)
redis.call('ZREM', leases, ARGV[1])
keep_part(KEYS[7], ARGV[11], ARGV[12], ARGV[14], ARGV[10])
return { 'charged', from, to, charge }
