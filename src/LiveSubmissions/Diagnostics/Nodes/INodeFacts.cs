namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>A room that has something to say in the process's report.</summary>
internal interface INodeFacts
{
    /// <summary>Adds what it knows; called one call at a time, and at once: whoever waits for the report takes a process that does not answer for deaf.</summary>
    void AddTo(NodeReport report);

    /// <summary>
    /// Somebody asks: finds out what cannot be known at once. The process answers without it first, and reports again when it is there. Called one call at a
    /// time; throws nothing.
    /// </summary>
    Task LookUpAsync(CancellationToken stop) => Task.CompletedTask;
}
