namespace LiveSubmissions.Feed;

/// <summary>
/// A group is not followed, since this node follows as many as <see cref="FeedOptions.MaxFollowedGroups"/> allows. It passes when others are followed no more.
/// </summary>
public sealed class TooManyGroupsException : Exception
{
    internal TooManyGroupsException(int limit)
        : base(
            $"This node follows {limit} groups, the most that Feed.MaxFollowedGroups allows. If so many people follow groups of their own, raise it. "
            + "If not, somebody asks for ids that do not exist: let AddAccess refuse them.")
    {
    }
}
