namespace LiveSubmissions.Broadcasting;

/// <summary>
/// The groups whose appends failed. In one try each is tried no further; and a few that fail end the try, since then the transport is gone rather than a
/// group.
/// </summary>
/// <param name="known">Groups that are known to fail: they are not tried, and do not end the try.</param>
internal sealed class GroupFailures(GroupFailures? known = null)
{
    /// <summary>So many groups that fail end a try.</summary>
    private const int Most = 3;

    private readonly Lock _gate = new();
    private readonly HashSet<SubmissionGroup> _failed = [];

    public bool EndTheTry
    {
        get
        {
            lock (_gate) return _failed.Count >= Most;
        }
    }

    public bool Any
    {
        get
        {
            lock (_gate) return _failed.Count > 0;
        }
    }

    public void Add(SubmissionGroup group)
    {
        lock (_gate) _failed.Add(group);
    }

    public void Add(GroupFailures others)
    {
        lock (_gate) _failed.UnionWith(others._failed);
    }

    public void Remove(SubmissionGroup group)
    {
        lock (_gate) _failed.Remove(group);
    }

    public void Clear()
    {
        lock (_gate) _failed.Clear();
    }

    public bool Contains(SubmissionGroup group)
    {
        if (known?.Contains(group) == true) return true;
        lock (_gate) return _failed.Contains(group);
    }
}
