-- Records a channel with its first deposit; one that is known stays as it is.
-- KEYS: channel, channels
-- ARGV: channel id, config, authorizer label, deposit
-- Returns {'opened'} or {'known'}
if redis.call('EXISTS', KEYS[1]) == 1 then
  return { 'known' }
end
redis.call('HSET', KEYS[1], 'config', ARGV[2], 'authorizerLabel', ARGV[3], 'deposit', ARGV[4],
  'available', ARGV[4], 'charged', '0', 'reserved', '0', 'claimed', '0')
redis.call('SADD', KEYS[2], ARGV[1])
return { 'opened' }
