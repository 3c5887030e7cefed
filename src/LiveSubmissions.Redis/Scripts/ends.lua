-- Says where a group's log ends, and keeps the log from expiring. Asking for a log that does not exist makes it.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch of the log, should it have to be made
-- ARGV[2]     how long the log is kept after this, in milliseconds
--
-- Returns epoch, sequence of the log's end and the log's clock.

local log = open(ARGV[1], ARGV[2])
expire_after(ARGV[2])
return { log.epoch, log.sequence, digits(clock()) }
