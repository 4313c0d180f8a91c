return { onto(ARGV[1], ARGV[2]) }
