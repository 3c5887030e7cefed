-- Returns where a group's log ends, and extends the life of the log. If the log does not exist, the script creates it.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch for the log, if the script has to create it
-- ARGV[2]     how long the log is kept after this call, in milliseconds; most empty logs are kept for 5 minutes only: see keep
-- ARGV[3]     the client's verdict on the server that the log remembers: see look_at_server
--
-- Returns the epoch, the sequence of the log's end, and the time of the log's clock. Or it returns '' and the remembered server: the client must find out
-- what happened to this server, and call the script again with a verdict.

local log = open(ARGV[1], ARGV[2])
local _, other = look_at_server(log, ARGV[3])
if other then return { '', other } end
keep(log, ARGV[2])
return { log.epoch, log.sequence, digits(clock()) }
