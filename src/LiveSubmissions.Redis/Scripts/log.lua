-- The start of every script. It opens a group's log, and creates it if it is missing or damaged.
--
-- KEYS[1]  meta    hash:
--                  epoch       a random id; set when the log is created, and changed by a fence
--                  origin      a random id and the time of the log's clock; set when the log is created, and not changed by a fence
--                  sequence    the sequence of the log's end
--                  floor       the highest sequence that was trimmed away
--                  server      run id and replication id of the server that held the log when it was last read
--                  doubt       a position before this sequence may be from an earlier server, whose last entries are lost
--                  moved       if the log is empty and move_on has moved its end: the sequence of that end
--                  incomplete  1 if the group had an earlier log that was lost
-- KEYS[2]  states  hash: for each submission its newest record
-- KEYS[3]  order   sorted set: the submissions, with their sequences as scores
--
-- A record is the header
--   sequence given broadcaster counter revision plain-length kinds traceparent problem status
-- with one space between the fields, then a newline and the message.
--   given     when the broadcaster was given the state, by the log's clock
--   revision  '-' if there is none
--   kinds     one letter for the problem's id and one for the submission's id: n for a number, s for a text
--   status    the rest of the line; it may contain spaces

local meta, states, order = KEYS[1], KEYS[2], KEYS[3]

-- How long an empty log is kept, in milliseconds. Reading creates a log, and a reader may ask for any group, so there may be many empty logs. When an
-- empty log expires, nothing is lost.
local EMPTY_PERIOD = 300000

-- The largest sequence, 2^53. A log whose end has reached it counts as damaged.
local MAX_SEQUENCE = 9007199254740992

local function is_sequence(text)
  return text and string.find(text, '^%d+$') and tonumber(text) < MAX_SEQUENCE
end

-- Writes a number with all its digits. Lua itself would write a number of 16 digits as 1.7639136001235e+15.
local function digits(number)
  return string.format('%.0f', number)
end

-- The log's clock, in microseconds.
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- Returns a field of the server's INFO, or nil if this user may not call INFO.
local function info(section, field)
  local reply = redis.pcall('INFO', section)
  return type(reply) == 'string' and string.match(reply, field .. ':(%w+)') or nil
end

-- Lets the log expire after this many milliseconds.
local function expire_after(period)
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], period) end
end

-- Extends the life of a log that is being read. The server may refuse writes now (for instance with too few replicas); pcall ignores that, so the log can
-- still be read. An empty log is kept for EMPTY_PERIOD at most.
local function keep(log, period)
  -- An empty log that records the loss of an earlier log is kept as long as a log with entries.
  if log.empty and not log.incomplete then period = math.min(period, EMPTY_PERIOD) end
  for i = 1, 3 do redis.pcall('PEXPIRE', KEYS[i], period) end
end

-- Creates an empty log with a new epoch, and deletes what was there before.
local function make(epoch, period)
  local origin = epoch .. '.' .. digits(clock())
  redis.call('DEL', meta, states, order)
  redis.call('HSET', meta, 'epoch', epoch, 'origin', origin, 'sequence', '0', 'floor', '0')
  local process, line = info('server', 'run_id'), info('replication', 'master_replid')
  local server = process and line and process .. ' ' .. line
  if server then redis.call('HSET', meta, 'server', server) end
  redis.call('PEXPIRE', meta, math.min(period, EMPTY_PERIOD))
  return { epoch = epoch, origin = origin, sequence = '0', floor = '0', doubt = '0', server = server, incomplete = false, empty = true }
end

-- Opens the log as it is. If one of its keys was evicted or deleted, or is damaged, the log is lost, and a new one is created. The new log has another
-- epoch, so positions of the lost log are not valid in it.
local function open(new_epoch, period)
  local found = redis.call('HMGET', meta, 'epoch', 'sequence', 'floor', 'origin', 'server', 'doubt', 'moved', 'incomplete')
  local epoch, sequence, floor = found[1], found[2], found[3]
  local count = redis.call('HLEN', states)
  if not (epoch and sequence and floor) or count ~= redis.call('ZCARD', order) then return make(new_epoch, period) end
  if (count == 0) ~= (sequence == '0' or sequence == found[7]) then return make(new_epoch, period) end
  if not (is_sequence(sequence) and is_sequence(floor)) then return make(new_epoch, period) end
  return {
    epoch = epoch, sequence = sequence, floor = floor, origin = found[4] or epoch, server = found[5],
    doubt = is_sequence(found[6]) and found[6] or '0',
    incomplete = found[8] == '1',
    empty = count == 0,
  }
end

-- Moves the log's end without an entry, to a sequence that is greater than every sequence that any server can have given so far.
local function move_on(log)
  log.sequence = digits(math.max(tonumber(log.sequence) + 1, clock()))
  redis.call('HSET', meta, 'sequence', log.sequence)
  -- An empty log whose end is not 0 looks like a log that has lost its entries. The field "moved" tells open that it is not lost. A log with entries must
  -- not have this field.
  if redis.call('HLEN', states) == 0 then redis.call('HSET', meta, 'moved', log.sequence) else redis.call('HDEL', meta, 'moved') end
end

-- Checks whether the log is still on the server that it remembers. On another server (restarted, or a promoted replica) the log's last entries may be
-- missing, so every earlier position becomes doubtful. The server is the same one in two cases:
--   1. Its replication id is unchanged.
--   2. Its run id is unchanged, and it has no second replication id (master_replid2). A primary without replicas gets a new replication id after a while,
--      but no second one. A server that was a replica in between and was promoted has a second one, so it counts as another server.
-- In a cluster a log may also move to another server together with its slot; then it loses nothing. Only the client can find out that this has happened.
--
-- verdict: what the client says about the server that the log remembers: 'lost', 'moved' (that server is alive, and is a primary), or '' (the client has
-- not checked yet).
-- Returns whether the script could ask the server for its ids; and the remembered server if the client must find out what happened to it.
local function look_at_server(log, verdict)
  local line = info('replication', 'master_replid')
  if not line then return false end
  local its_process, its_line = string.match(log.server or '', '^(%w+) (%w+)$')
  if line == its_line then return true end
  local process = info('server', 'run_id')
  if not process then return false end
  local same = process == its_process and not string.find(info('replication', 'master_replid2') or '', '[^0]')
  if its_line and not same and verdict == '' then return true, log.server end
  -- If the server refuses writes now (out of memory, too few replicas), the next reader makes this check again.
  local written = redis.pcall('HSET', meta, 'server', process .. ' ' .. line)
  if type(written) == 'table' then return false end
  if not same and verdict ~= 'moved' then
    move_on(log)
    log.doubt = log.sequence
    redis.call('HSET', meta, 'doubt', log.doubt)
  end
  return true
end
