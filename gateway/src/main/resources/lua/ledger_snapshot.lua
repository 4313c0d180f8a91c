-- Reads keys of one partition at one moment; a ledger stream only by its end, since what is before
-- it never changes. Changes nothing.
-- KEYS: what to read
-- ARGV: the key of the leases, whose open calls are read too, and what the keys of calls and of their
--       answers begin with; or none
-- Returns for each key that exists, as JSON, {key, type, ms to live or -1, flat value}
local names, seen = {}, {}
local function add(name)
  if not seen[name] then
    seen[name] = true
    names[#names + 1] = name
  end
end
for _, name in ipairs(KEYS) do
  add(name)
end
if ARGV[1] then
  for _, id in ipairs(redis.call('ZRANGE', ARGV[1], 0, -1)) do
    add(ARGV[2] .. id)
    add(ARGV[3] .. id)
  end
end

local read = {
  string = function(name) return { redis.call('GET', name) } end,
  hash = function(name) return redis.call('HGETALL', name) end,
  set = function(name) return redis.call('SMEMBERS', name) end,
  zset = function(name) return redis.call('ZRANGE', name, 0, -1, 'WITHSCORES') end,
  list = function(name) return redis.call('LRANGE', name, 0, -1) end,
  stream = function(name)
    local last = redis.call('XREVRANGE', name, '+', '-', 'COUNT', 1)
    return { last[1] and last[1][1] or '0-0' }
  end,
}
local found = {}
for _, name in ipairs(names) do
  local kind = redis.call('TYPE', name).ok
  if kind ~= 'none' then
    local ttl = string.format('%d', redis.call('PTTL', name))
    found[#found + 1] = cjson.encode({ name, kind, ttl, read[kind](name) })
  end
end
return found
