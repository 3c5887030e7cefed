-- Says that another log stood in this one's place and was lost. Once in a log's life it becomes incomplete, and its end moves on without an entry,
-- so that every node reads that.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch of the log, should it have to be made
-- ARGV[2]     how long the log is kept after this, in milliseconds
-- ARGV[3]     origin of the log that is lost
--
-- Returns 1 if the log became incomplete by this, else 0.

local log = open(ARGV[1], ARGV[2])
if log.origin == ARGV[3] or log.incomplete then return 0 end
redis.call('HSET', meta, 'incomplete', '1')
move_on(log)
log.incomplete = true
keep(log, ARGV[2])
return 1
