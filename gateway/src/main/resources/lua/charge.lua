-- Ends a call by charging it, and writes its receipt and its entry in the ledger.
-- KEYS: call, leases, channel, account, receipt, ledger, answer, access key (or the channel again),
--       what trials pay to payees
-- ARGV: call id, fence, channel id, account id, charge, receipt body, shares, time (epoch ms),
--       how long to remember the ended call and its answer (ms), number and text of the answer's
--       last part ('' for none), model-tokens used
-- Returns {'charged', from, to, charge} or {'lost'}
local call, leases, channel, account, receipt, ledger =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local charge = ARGV[5]

local known = redis.call('HMGET', call, 'state', 'fence', 'channel', 'account', 'ceiling')
if known[2] ~= ARGV[2] then
  return { 'lost' }
end
if known[1] == 'charged' then
  local first = redis.call('HMGET', receipt, 'from', 'to', 'charge')
  return { 'charged', first[1], first[2], first[3] }
end
if known[1] ~= 'open' then
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
local before = redis.call('HMGET', channel, 'charged', 'reserved')
local budget = redis.call('HMGET', account, 'spent', 'reserved', 'remaining')
local from, to = before[1], plus(before[1], charge)
local channelReserved, accountReserved = rest(before[2], ceiling), rest(budget[2], ceiling)
local spent = plus(budget[1], charge)

redis.call('HSET', channel, 'charged', to, 'reserved', channelReserved)
redis.call('HINCRBY', channel, 'available', unused)
redis.call('HSET', account, 'spent', spent, 'reserved', accountReserved)
if budget[3] then
  redis.call('HINCRBY', account, 'remaining', unused)
end

local held = held_by(call)
settle_key(KEYS[8], held, ceiling, charge, tonumber(ARGV[12]), tonumber(ARGV[8]))
settle_trial(KEYS[9], held, ceiling, charge)

redis.call('HSET', receipt, 'body', ARGV[6], 'from', from, 'to', to, 'charge', charge,
  'time', ARGV[8])
redis.call('XADD', ledger, '*', 'call', ARGV[1], 'channel', ARGV[3], 'from', from, 'to', to,
  'charge', charge, 'shares', ARGV[7])
redis.call('ZREM', leases, ARGV[1])
redis.call('HSET', call, 'state', 'charged')
redis.call('HDEL', call, 'context', 'checkpoint')
redis.call('PEXPIRE', call, ARGV[9])
if ARGV[11] ~= '' then
  redis.call('HSET', KEYS[7], ARGV[10], ARGV[11])
  redis.call('PEXPIRE', KEYS[7], ARGV[9])
end
return { 'charged', from, to, charge }
