namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>A room that has something to say in the process's report.</summary>
internal interface INodeFacts
{
    /// <summary>Adds what it knows; called one call at a time, and cheap.</summary>
    ValueTask AddToAsync(NodeReport report, CancellationToken cancel);
}
