using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>One update of the script.</summary>
internal sealed record ScriptStep(int Submission, long Revision, string Status, double? Progress, JsonObject? Metrics)
{
    /// <summary>The state that a client should end with, as <see cref="SeenStates"/> writes it.</summary>
    public string State(bool withRevision) => SeenStates.Write(Status, Metrics?.ToJsonString(), withRevision ? Revision : null);
}
