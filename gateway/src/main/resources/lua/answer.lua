-- Put before the scripts that keep an answer for repeats of its call.

-- Keeps a part, if what is kept with it is not longer than was paid for; one that is too long is kept
-- as such, in AnswerPart's word.
local function keep_part(answer, number, text, most, keep_ms)
  if text == '' then
    return
  end
  local length = #text
  for _, kept in ipairs(redis.call('HKEYS', answer)) do
    if kept ~= number then
      length = length + redis.call('HSTRLEN', answer, kept)
    end
  end
  if length > tonumber(most) then
    redis.call('DEL', answer)
    text = '-'
  end
  redis.call('HSET', answer, number, text)
  redis.call('PEXPIRE', answer, keep_ms)
end

