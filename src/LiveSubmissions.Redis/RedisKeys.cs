using System.Globalization;
using StackExchange.Redis;

namespace LiveSubmissions.Redis;

/// <summary>Every name that this library uses in Redis.</summary>
/// <remarks>
/// A group's names share the hash tag <c>{group}</c>, so that a cluster keeps them in one slot and a script may touch them together.
/// Whoever changes what is stored under a name changes the name with it: nodes of both versions then live side by side.
/// </remarks>
/// <param name="prefix">What all names start with.</param>
/// <param name="database">The database's number: channels know no databases, so theirs is in their names.</param>
internal sealed class RedisKeys(string prefix, int database)
{
    /// <summary>Hash: <c>epoch</c>, <c>sequence</c> of the last entry, <c>floor</c>.</summary>
    public RedisKey Meta(SubmissionGroup group) => $"{prefix}:{{{group}}}:meta";

    /// <summary>A pattern for <see cref="States"/> of every group, for the doctor.</summary>
    public string StatesPattern => $"{prefix}:{{*}}:states";

    /// <summary>Hash: submission to its newest record.</summary>
    public RedisKey States(SubmissionGroup group) => $"{prefix}:{{{group}}}:states";

    /// <summary>Sorted set: submission by sequence.</summary>
    public RedisKey Order(SubmissionGroup group) => $"{prefix}:{{{group}}}:order";

    /// <summary>Which group a key belongs to; nothing if to none.</summary>
    public static string? GroupOf(RedisKey key)
    {
        var name = (string)key!;
        var (first, last) = (name.IndexOf('{', StringComparison.Ordinal), name.IndexOf('}', StringComparison.Ordinal));
        return first >= 0 && last > first ? name[(first + 1)..last] : null;
    }

    /// <summary>Where a group's entries are told.</summary>
    public string Channel(SubmissionGroup group) => string.Create(CultureInfo.InvariantCulture, $"{prefix}:{{{group}}}:entries:{database}");

    /// <summary>The keys of a group's log, as every script takes them first.</summary>
    public RedisKey[] Log(SubmissionGroup group) => [Meta(group), States(group), Order(group)];

    /// <summary>The keys of a group's log and, for a cluster's sake a key too, its channel.</summary>
    public RedisKey[] LogAndChannel(SubmissionGroup group) => [Meta(group), States(group), Order(group), Channel(group)];
}
