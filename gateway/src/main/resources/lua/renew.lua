-- Keeps a call's lease and, when something was delivered, notes it.
-- KEYS: call, leases, answer
-- ARGV: call id, fence, lease expiry (epoch ms), delivery or '', number and text of the answer's part
--       to keep ('' for none), how long to keep it (ms), the most characters to keep in all
-- Returns {'renewed'} or {'lost'}
local state = redis.call('HMGET', KEYS[1], 'state', 'fence')
if state[1] ~= 'open' or state[2] ~= ARGV[2] then
  return { 'lost' }
end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'delivered', ARGV[4])
end
keep_part(KEYS[3], ARGV[5], ARGV[6], ARGV[8], ARGV[7])
redis.call('ZADD', KEYS[2], 'GT', ARGV[3], ARGV[1])
return { 'renewed' }
