-- Gives a group's log a new epoch, but only if it still has the epoch that the node saw. So if several nodes see the same rollback, only the first one
-- changes the epoch.
--
-- KEYS[1..3]  meta, states, order: see log.lua
-- ARGV[1]     the epoch that the node saw
-- ARGV[2]     the new epoch
--
-- Returns 1 if the epoch was changed, else 0.

if redis.call('HGET', meta, 'epoch') ~= ARGV[1] then return 0 end
redis.call('HSET', meta, 'epoch', ARGV[2])
return 1
