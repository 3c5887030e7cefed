-- Reports that the group had an earlier log that was lost. The present log becomes incomplete, which happens at most once in its life. Its end moves on
-- without an entry, so that every node notices the change and reads the log.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch for the log, if the script has to create it
-- ARGV[2]     how long the log is kept after this call, in milliseconds
-- ARGV[3]     origin of the log that was lost
--
-- Returns 1 if this call made the log incomplete, else 0.

local log = open(ARGV[1], ARGV[2])
if log.origin == ARGV[3] or log.incomplete then return 0 end
redis.call('HSET', meta, 'incomplete', '1')
move_on(log)
log.incomplete = true
keep(log, ARGV[2])
return 1
