namespace LiveSubmissions.Redis.Resilience;

/// <summary>There is no connection now.</summary>
/// <param name="Why">What one try more says; nothing if it got through.</param>
internal sealed record Disconnection(Exception? Why);
