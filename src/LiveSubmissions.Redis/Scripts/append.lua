-- Appends a state to a group's log. In one atomic step the script applies the order rules, stores the state, trims the log, and publishes the notification.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- KEYS[4]     channel
-- ARGV[1]     epoch for the log, if the script has to create it
-- ARGV[2]     how long the log is kept after this call, in milliseconds
-- ARGV[3]     not-after: the log refuses the state after this time, by the log's clock, in microseconds
-- ARGV[4]     age: how long ago the broadcaster was given the state, in microseconds
-- ARGV[5]     submission
-- ARGV[6]     broadcaster
-- ARGV[7]     counter
-- ARGV[8]     revision, or '-'
-- ARGV[9]     the rest of the record's header: plain-length kinds traceparent problem status
-- ARGV[10]    the message
-- ARGV[11]    how many submissions the log keeps
-- ARGV[12]    PUBLISH, or SPUBLISH in a cluster
-- ARGV[13]    1 if the caller waits for replicas after this call, else 0
-- ARGV[14]    origin of the only log that may take the state, or '' if any log may
-- ARGV[15]    how many of the message's first bytes are compared if both states have the same revision
-- ARGV[16]    the length of the longest record, in bytes
--
-- Returns the outcome (ok, same, known, older revision, same revision, older operation, given earlier, other log, late), the epoch, the
-- sequence (of the state if the log holds it, else of the log's end), the time of the log's clock, and the origin.

local MOST_TRIMMED = 100

local period, submission, broadcaster, counter, revision = ARGV[2], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local now = clock()

-- The append arrived after its not-after, so its sender has given it up: refuse it.
if now > tonumber(ARGV[3]) then return { 'late', '', '0', digits(now), '' } end

local log = open(ARGV[1], period)
local given = now - tonumber(ARGV[4])

local function answer(outcome, sequence)
  return { outcome, log.epoch, sequence, digits(now), log.origin }
end

if ARGV[14] ~= '' and ARGV[14] ~= log.origin then return answer('other log', log.sequence) end

-- Compares revisions and counters as texts, because they may have more digits than a number of Lua can hold exactly.
local function greater(a, b)
  if #a ~= #b then return #a > #b end
  return a > b
end

-- Whether a stored record has the same content as the new message. The part that is not compared (the time at the end) always has the same length.
local function has_same_content(record)
  local message, count = ARGV[10], tonumber(ARGV[15])
  local start = string.find(record, '\n', 1, true)
  return start and #record - start == #message and string.sub(record, start + 1, start + count) == string.sub(message, 1, count)
end

-- Returns the reason why the new state must not replace the stored one, or nil if it may. If the log already holds the new state, this function also
-- returns the sequence of the stored one.
local function refusal(stored)
  -- A record that no node can read (too long, or damaged) is always replaced.
  if #stored > tonumber(ARGV[16]) then return nil end
  local sequence, its_given, its_broadcaster, its_counter, its_revision, plain, last =
    string.match(stored, '^(%d+) (%-?%d+) (%w+) (%d+) ([%d%-]+) (%d+) [ns][ns] %S+ %S+ [^\n]+()\n')
  if not sequence or tonumber(plain) > #stored - last then return nil end
  if tonumber(redis.call('ZSCORE', order, submission) or -1) ~= tonumber(sequence) then return nil end
  if its_broadcaster == broadcaster and its_counter == counter then return 'same', sequence end
  if its_revision ~= '-' and revision ~= '-' then
    if revision == its_revision then
      if has_same_content(stored) then return 'known', sequence end
      return 'same revision'
    end
    if not greater(revision, its_revision) then return 'older revision' end
  elseif its_broadcaster == broadcaster then
    if not greater(counter, its_counter) then return 'older operation' end
  elseif given < tonumber(its_given) then
    return 'given earlier'
  end
end

local stored = redis.call('HGET', states, submission)
if stored then
  local why, first = refusal(stored)
  -- The command WAIT waits until the replicas have the last write of this connection. The state was written earlier, maybe by another connection. So
  -- this call makes a write that changes nothing: when the replicas have it, they have the state too.
  if first and ARGV[13] == '1' then redis.call('HSET', meta, 'floor', log.floor) end
  if why then return answer(why, first or log.sequence) end
end

local predecessor = log.sequence
local sequence = digits(math.max(tonumber(predecessor) + 1, now))
local header = table.concat({ sequence, digits(given), broadcaster, counter, revision, ARGV[9] }, ' ')
local record = header .. '\n' .. ARGV[10]

-- Redis does not undo the writes of a script that fails half-way. So the steps that may fail come first: a write that changes nothing, which fails if
-- the memory is full or the server is a replica; then the publishing, which fails if this user may not publish. The real writes come last. Subscribers
-- get the notification only after the script has ended.
redis.call('HSET', meta, 'floor', log.floor)
redis.call(ARGV[12], KEYS[4], table.concat({ log.epoch, predecessor, submission, record }, ' '))

redis.call('HSET', states, submission, record)
redis.call('ZADD', order, sequence, submission)
redis.call('HSET', meta, 'sequence', sequence)

local excess = redis.call('ZCARD', order) - tonumber(ARGV[11])
if excess > 0 then
  local oldest = redis.call('ZRANGE', order, 0, math.min(excess, MOST_TRIMMED) - 1, 'WITHSCORES')
  for i = 1, #oldest, 2 do
    redis.call('HDEL', states, oldest[i])
    redis.call('ZREM', order, oldest[i])
  end
  redis.call('HSET', meta, 'floor', digits(tonumber(oldest[#oldest])))
end

expire_after(period)
return answer('ok', sequence)
