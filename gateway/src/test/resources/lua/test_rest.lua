-- What the helpers make of two amounts.
return { rest(ARGV[1], ARGV[2]) }
