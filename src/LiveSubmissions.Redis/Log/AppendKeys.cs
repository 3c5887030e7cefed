using System.Collections.Concurrent;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Log;

/// <summary>The keys of each group that is appended to, made once: an append would else make four names.</summary>
internal sealed class AppendKeys(RedisKeys keys, int capacity = 10_000)
{
    private readonly ConcurrentDictionary<SubmissionGroup, RedisKey[]> _known = new();
    private int _count;

    /// <summary>The keys of a group's log and its channel. They are shared: nobody changes them.</summary>
    public RedisKey[] Of(SubmissionGroup group)
    {
        if (_known.TryGetValue(group, out var made)) return made;
        if (Interlocked.Increment(ref _count) > capacity)
        {
            // Forgetting costs making them again.
            _known.Clear();
            Interlocked.Exchange(ref _count, 0);
        }

        return _known.GetOrAdd(group, static (group, keys) => keys.LogAndChannel(group), keys);
    }
}
