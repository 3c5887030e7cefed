namespace LiveSubmissions.Feed;

/// <summary>
/// The node does not follow the group, because it already follows as many groups as <see cref="FeedOptions.MaxFollowedGroups"/> allows. Try again later: there
/// is room when another group is no longer followed.
/// </summary>
public sealed class TooManyGroupsException : Exception
{
    internal TooManyGroupsException(int limit)
        : base(
            $"This node follows {limit} groups, the most that Feed.MaxFollowedGroups allows. If that many people follow groups of their own, raise it. "
            + "If not, somebody asks for ids that do not exist: refuse them with AddAccess.")
    {
    }
}
