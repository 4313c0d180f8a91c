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

local from = redis.call('HGET', channel, 'charged')
redis.call('HINCRBY', channel, 'reserved', minus(ceiling))
redis.call('HINCRBY', channel, 'available', ceiling)
redis.call('HINCRBY', channel, 'available', minus(charge))
redis.call('HINCRBY', channel, 'charged', charge)
local to = redis.call('HGET', channel, 'charged')

redis.call('HINCRBY', account, 'reserved', minus(ceiling))
redis.call('HINCRBY', account, 'spent', charge)
if redis.call('HEXISTS', account, 'remaining') == 1 then
  redis.call('HINCRBY', account, 'remaining', ceiling)
  redis.call('HINCRBY', account, 'remaining', minus(charge))
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
