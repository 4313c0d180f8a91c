-- Adds what an epoch credits to some lines of the earnings book, to each once however often asked.
-- A line is a stream: its ids are "<base units>-<epoch>", ascending, and each entry's sum is how many
-- of the line's millionths are within the payee's first so many base units.
-- KEYS: the lines
-- ARGV: epoch, then for each line: what its payee is granted in all, millionths within that, and
--       millionths that wait for a whole base unit
-- Returns {'added'}
local epoch = ARGV[1]
for i, line in ipairs(KEYS) do
  local last = redis.call('XREVRANGE', line, '+', '-', 'COUNT', 1)[1]
  local sum, seen = '0', '0'
  if last then
    sum, seen = last[2][2], last[1]:match('%-(%d+)$')
  end
  if less(seen, epoch) then
    local amount, granted, carried = ARGV[3 * i - 1], ARGV[3 * i], ARGV[3 * i + 1]
    if granted ~= '0' then
      sum = plus(sum, granted)
      redis.call('XADD', line, amount .. '-' .. epoch, 'sum', sum)
    end
    if carried ~= '0' then
      redis.call('XADD', line, plus(amount, '1') .. '-' .. epoch, 'sum', plus(sum, carried))
    end
  end
end
return { 'added' }
