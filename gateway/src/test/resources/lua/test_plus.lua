-- What the helpers make of two amounts.
return { plus(ARGV[1], ARGV[2]) }
