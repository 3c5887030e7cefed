-- Says where a group's log ends, and keeps the log from expiring. Asking for a log that does not exist makes it.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch of the log, should it have to be made
-- ARGV[2]     how long the log is kept after this, in milliseconds; an empty one for minutes at most
-- ARGV[3]     what became of the server that the log remembers: see look_at_server
--
-- Returns epoch, sequence of the log's end and the log's clock; or '' and the server of which the client has to say what became of it.

local log = open(ARGV[1], ARGV[2])
local _, other = look_at_server(log, ARGV[3])
if other then return { '', other } end
keep(log, ARGV[2])
return { log.epoch, log.sequence, digits(clock()) }
