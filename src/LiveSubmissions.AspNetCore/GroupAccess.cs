using LiveSubmissions.AspNetCore.Views;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore;

/// <summary>What a request to an address of <c>MapSubmissionGroup</c> may follow: a group, or nothing and why.</summary>
public readonly record struct GroupAccess
{
    private readonly SubmissionGroup? _group;
    private readonly SubmissionAccess _refusal;

    private GroupAccess(SubmissionGroup? group, SubmissionAccess refusal)
    {
        _group = group;
        _refusal = refusal;
    }

    /// <summary>The request may follow a group.</summary>
    public static implicit operator GroupAccess(SubmissionGroup group) => new(group, SubmissionAccess.Allowed);

    /// <summary>The request may not follow, for this reason.</summary>
    /// <exception cref="ArgumentException">The reason is <see cref="SubmissionAccess.Allowed"/>, which names no group.</exception>
    public static implicit operator GroupAccess(SubmissionAccess refusal) => refusal == SubmissionAccess.Allowed
        ? throw new ArgumentException("Allowed names no group to follow. Return the SubmissionGroup instead.", nameof(refusal))
        : new GroupAccess(null, refusal);

    /// <remarks>The default value, which nobody chose, lets nobody in.</remarks>
    internal ViewAnswer Answer => _group is { } group ? new SubmissionView(group) : CloseCode.For(_refusal) ?? CloseCode.Forbidden;
}
