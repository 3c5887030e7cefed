-- Reads what a group's log has after a position. Reading a log that does not exist makes it.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     epoch of the log, should it have to be made
-- ARGV[2]     how long a log that is made is kept, in milliseconds
-- ARGV[3]     epoch of the position; empty: whichever the log has
-- ARGV[4]     sequence of the position
-- ARGV[5]     the most entries to return
-- ARGV[6]     the most bytes of records to return; the first always fits
--
-- Returns epoch, floor, sequence of the log's end, the log's clock, and then submission and record of each entry, oldest first.

local log = open(ARGV[1], ARGV[2])
local page = { log.epoch, log.floor, log.sequence, digits(clock()) }
if ARGV[3] ~= '' and ARGV[3] ~= log.epoch then return page end

local room = tonumber(ARGV[6])
for i, submission in ipairs(redis.call('ZRANGEBYSCORE', order, '(' .. ARGV[4], '+inf', 'LIMIT', 0, ARGV[5])) do
  local record = redis.call('HGET', states, submission)
  if not record then
    -- Somebody deleted a part of the log: it is lost.
    log = make(ARGV[1], ARGV[2])
    return { log.epoch, log.floor, log.sequence, page[4] }
  end
  room = room - #record
  if room < 0 and i > 1 then break end
  page[#page + 1] = submission
  page[#page + 1] = record
end
return page
