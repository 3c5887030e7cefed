namespace LiveSubmissions.AspNetCore;

/// <summary>Whether a client may follow a problem.</summary>
public enum SubmissionAccess
{
    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>Only after the user has signed in (again): the client is told 4401 (a poll: 401).</summary>
    SignInRequired,

    /// <summary>No: the client is told 4403 (a poll: 403).</summary>
    Forbidden,

    /// <summary>There is no such problem: the client is told 4404 (a poll: 404).</summary>
    UnknownProblem,
}

/// <summary>
/// The application's answer for an address of <c>MapSubmissionGroup</c>: the group that the request may follow, or the reason why it may not.
/// </summary>
public readonly record struct GroupAccess
{
    private GroupAccess(SubmissionGroup? group, SubmissionAccess refusal)
    {
        Group = group;
        Refusal = refusal;
    }

    /// <summary>
    /// The group; <see langword="null"/> for a refusal, and for the default value, which is treated as <see cref="SubmissionAccess.Forbidden"/>.
    /// </summary>
    internal SubmissionGroup? Group { get; }

    /// <summary>Why the request may not follow.</summary>
    internal SubmissionAccess Refusal { get; }

    /// <summary>The request may follow this group.</summary>
    public static implicit operator GroupAccess(SubmissionGroup group) => new(group, SubmissionAccess.Allowed);

    /// <summary>The request may not follow, for this reason.</summary>
    /// <exception cref="ArgumentException">The reason is <see cref="SubmissionAccess.Allowed"/>, which names no group.</exception>
    public static implicit operator GroupAccess(SubmissionAccess refusal) => refusal == SubmissionAccess.Allowed
        ? throw new ArgumentException("Allowed names no group to follow. Return the SubmissionGroup instead.", nameof(refusal))
        : new GroupAccess(null, refusal);
}
