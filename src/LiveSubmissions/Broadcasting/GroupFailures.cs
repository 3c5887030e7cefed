namespace LiveSubmissions.Broadcasting;

/// <summary>
/// The groups whose appends failed. After its first failure a group gets no more appends in the same try of the pump. When three groups have failed, the try
/// ends, because then probably the whole transport has failed, not only these groups.
/// </summary>
/// <param name="known">Groups that are known to fail. They get no appends, and they do not count for the end of the try.</param>
internal sealed class GroupFailures(GroupFailures? known = null)
{
    /// <summary>When this many groups have failed, the try ends.</summary>
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
