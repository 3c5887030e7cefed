-- Reads what a group's log has after a position, and keeps the log from expiring. Reading a log that does not exist makes it.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch of the log, should it have to be made
-- ARGV[2]     how long the log is kept after this, in milliseconds; an empty one for minutes at most
-- ARGV[3]     what became of the server that the log remembers: see look_at_server
-- ARGV[4]     epoch of the position; empty: whichever the log has
-- ARGV[5]     sequence of the position
-- ARGV[6]     the most entries to return
-- ARGV[7]     the most bytes of records to return; the first always fits
-- ARGV[8]     the longest record to return, in bytes
--
-- Returns epoch, origin, floor, sequence of the log's end, the sequence before which positions are doubtful ('-' if this user may not ask the
-- server), 1 if the log is incomplete, the log's clock, and then sequence, submission and record of each entry, oldest first. In place of a record
-- that is too long stands '!' and how long it is. Or '' and the server of which the client has to say what became of it.

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
  -- Somebody deleted a part of the log: it is lost.
  if length == 0 then return page_of(make(ARGV[1], ARGV[2])) end
  -- To take tens of megabytes into a script alone would hold the server up for a second.
  local record = length > longest and '!' .. length or redis.call('HGET', states, submission)
  room = room - #record
  if room < 0 and i > 1 then break end
  page[#page + 1] = digits(tonumber(found[i + 1]))
  page[#page + 1] = submission
  page[#page + 1] = record
end
return page
