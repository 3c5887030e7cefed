-- What every script begins with: opens a group's log, and makes it where it is missing or damaged.
--
-- KEYS[1]  meta    hash:
--                  epoch       a random id, made with the log and by a fence
--                  origin      a random id and the log's time, made with the log and kept by a fence
--                  sequence    the log's end
--                  floor       the highest sequence that was trimmed away
--                  server      run id and replication id of the server that held the log when it was last read
--                  doubt       positions before this sequence may be of a server whose last entries are lost
--                  moved       the end of a log that is empty and was moved on
--                  incomplete  1 if another log stood here and was lost
-- KEYS[2]  states  hash: submission to its newest record
-- KEYS[3]  order   sorted set: submission by sequence
--
-- A record is the header
--   sequence given broadcaster counter revision plain-length kinds traceparent problem status
-- with one space between fields, a newline, and the message. given: when the broadcaster was given the state, by the
-- log's clock; revision: '-' if there is none; kinds: of problem and submission, n for a number and s for a text;
-- status: the rest of the line, spaces included.

local meta, states, order = KEYS[1], KEYS[2], KEYS[3]

-- Reading makes a log, and whoever may read may ask for any group: an empty log is kept for so many milliseconds. Nobody misses it then.
local EMPTY_PERIOD = 300000

-- 2^53: no sequence is larger, and a log that has come there cannot go on.
local MAX_SEQUENCE = 9007199254740992

local function is_sequence(text)
  return text and string.find(text, '^%d+$') and tonumber(text) < MAX_SEQUENCE
end

-- Lua itself would write a number of 16 digits as 1.7639136001235e+15.
local function digits(number)
  return string.format('%.0f', number)
end

-- The log's clock, in microseconds.
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- What the server says of itself, or nil: this user may not ask.
local function info(section, field)
  local reply = redis.pcall('INFO', section)
  return type(reply) == 'string' and string.match(reply, field .. ':(%w+)') or nil
end

-- Nothing changes a log for so many milliseconds: it is gone.
local function expire_after(period)
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], period) end
end

-- Keeps a log from expiring that is read. Where writes are refused now (too few replicas), what there is can be read all the same; an empty log may expire.
local function keep(log, period)
  -- What an empty log says of one that was lost is kept as long as entries are.
  if log.empty and not log.incomplete then period = math.min(period, EMPTY_PERIOD) end
  for i = 1, 3 do redis.pcall('PEXPIRE', KEYS[i], period) end
end

-- An empty log of a new epoch, whatever was there before.
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

-- The log as it is. If one of its keys was evicted or deleted, the log is lost: positions in it must not seem good.
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

-- Moves the end past every sequence that any server can have given so far, without an entry.
local function move_on(log)
  log.sequence = digits(math.max(tonumber(log.sequence) + 1, clock()))
  redis.call('HSET', meta, 'sequence', log.sequence)
  -- Only an empty log may look like one that has lost its entries.
  if redis.call('HLEN', states) == 0 then redis.call('HSET', meta, 'moved', log.sequence) else redis.call('HDEL', meta, 'moved') end
end

-- Whether the log is still on the server that it remembers. On another one (restarted, or promoted) its last entries may be missing, so every earlier
-- position is doubtful. Run id and replication id count together: a server that was a replica in between has another replication id. One that has
-- it for lack of replicas has no second one. In a cluster a log also moves with its slot, and loses nothing: only the client can tell.
--
-- verdict: what the client says of the server that the log remembers: 'lost', 'moved' (it lives, and is a primary), or '' (not asked yet).
-- Returns whether the server could be asked; and the remembered server if the client has to say what became of it.
local function look_at_server(log, verdict)
  local line = info('replication', 'master_replid')
  if not line then return false end
  local its_process, its_line = string.match(log.server or '', '^(%w+) (%w+)$')
  if line == its_line then return true end
  local process = info('server', 'run_id')
  if not process then return false end
  local same = process == its_process and not string.find(info('replication', 'master_replid2') or '', '[^0]')
  if its_line and not same and verdict == '' then return true, log.server end
  -- A server that takes no writes now (out of memory, too few replicas) is asked again by the next reader.
  local written = redis.pcall('HSET', meta, 'server', process .. ' ' .. line)
  if type(written) == 'table' then return false end
  if not same and verdict ~= 'moved' then
    move_on(log)
    log.doubt = log.sequence
    redis.call('HSET', meta, 'doubt', log.doubt)
  end
  return true
end
