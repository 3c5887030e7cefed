namespace LiveSubmissions.AspNetCore.SignalR;

/// <summary>The methods of a client that the hub calls.</summary>
internal static class HubCallback
{
    /// <summary>An update of a problem that the client has joined.</summary>
    public const string Update = "SubmissionUpdate";

    /// <summary>History that the client needs is gone.</summary>
    public const string Resync = "SubmissionResync";

    /// <summary>Nothing more comes of a problem, and why.</summary>
    public const string Close = "SubmissionClose";
}
