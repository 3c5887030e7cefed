-- What every script begins with: opens a group's log, and makes it where it is missing or damaged.
--
-- KEYS[1]  meta    hash: epoch; sequence, of the last entry; floor, the highest sequence trimmed away
-- KEYS[2]  states  hash: submission to its newest record
-- KEYS[3]  order   sorted set: submission by sequence
--
-- A record is the header
--   sequence given broadcaster counter revision plain-length kinds traceparent problem status
-- with one space between fields, a newline, and the message. given: when the broadcaster was given the state, by the
-- log's clock; revision: '-' if there is none; kinds: of problem and submission, n for a number and s for a text;
-- status: the rest of the line, spaces included.

local meta, states, order = KEYS[1], KEYS[2], KEYS[3]

-- Lua itself would write a number of 16 digits as 1.7639136001235e+15.
local function digits(number)
  return string.format('%.0f', number)
end

-- The log's clock, in microseconds.
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- Nothing changes a log for so many milliseconds: it is gone.
local function expire_after(period)
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], period) end
end

-- An empty log of a new epoch, whatever was there before.
local function make(epoch, period)
  redis.call('DEL', meta, states, order)
  redis.call('HSET', meta, 'epoch', epoch, 'sequence', '0', 'floor', '0')
  redis.call('PEXPIRE', meta, period)
  return { epoch = epoch, sequence = '0', floor = '0' }
end

-- The log as it is. If one of its keys was evicted or deleted, the log is lost: positions in it must not seem good.
local function open(new_epoch, period)
  local found = redis.call('HMGET', meta, 'epoch', 'sequence', 'floor')
  local count = redis.call('HLEN', states)
  if found[1] and found[2] and found[3] and count == redis.call('ZCARD', order) and (count == 0) == (found[2] == '0') then
    return { epoch = found[1], sequence = found[2], floor = found[3] }
  end
  return make(new_epoch, period)
end
