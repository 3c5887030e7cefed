namespace LiveSubmissions.FanOut.Servers;

/// <summary>What a server says once it listens.</summary>
internal sealed record ServerReady(int Port);
