return { tostring(less(ARGV[1], ARGV[2])) }
