-- Reads the entries of a group's log after a position, and extends the life of the log. If the log does not exist, the script creates it.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch for the log, if the script has to create it
-- ARGV[2]     how long the log is kept after this call, in milliseconds; most empty logs are kept for 5 minutes only: see keep
-- ARGV[3]     the client's verdict on the server that the log remembers: see look_at_server
-- ARGV[4]     epoch of the position, or '' for any epoch
-- ARGV[5]     sequence of the position
-- ARGV[6]     the most entries to return
-- ARGV[7]     the most bytes of records to return; the first record is returned even if it is longer
-- ARGV[8]     the length of the longest record to return, in bytes
--
-- Returns the epoch; the origin; the floor; the sequence of the log's end; the sequence before which positions are doubtful ('-' if this user may not call
-- INFO); 1 if the log is incomplete, else 0; the time of the log's clock; and then for each entry, oldest first, its sequence, submission and record. If a
-- record is too long, the script returns '!' and its length instead of it. If the position has another epoch than the log, no entries are returned.
-- Or the script returns '' and the remembered server: the client must find out what happened to this server, and call the script again with a verdict.

local log = open(ARGV[1], ARGV[2])
local known, other = look_at_server(log, ARGV[3])
if other then return { '', other } end
keep(log, ARGV[2])

local function page_of(log)
  return { log.epoch, log.origin, log.floor, log.sequence, known and log.doubt or '-', log.incomplete and '1' or '0', digits(clock()) }
end

local page = page_of(log)
if ARGV[4] ~= '' and ARGV[4] ~= log.epoch then return page end

local room, longest = tonumber(ARGV[7]), tonumber(ARGV[8])
local found = redis.call('ZRANGEBYSCORE', order, '(' .. ARGV[5], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[6])
for i = 1, #found, 2 do
  local submission = found[i]
  local length = redis.call('HSTRLEN', states, submission)
  -- A record is missing: something deleted a part of the log, so the log is lost.
  if length == 0 then return page_of(make(ARGV[1], ARGV[2])) end
  -- A record that is too long is not read: to read tens of megabytes into the script would block the server for a second.
  local record = length > longest and '!' .. length or redis.call('HGET', states, submission)
  room = room - #record
  if room < 0 and i > 1 then break end
  page[#page + 1] = digits(tonumber(found[i + 1]))
  page[#page + 1] = submission
  page[#page + 1] = record
end
return page
