namespace LiveSubmissions.Redis.Resilience;

/// <summary>
/// The log's door was closed when an append arrived. It was not looked at, and goes again at once with a fresh not-after.
/// </summary>
internal sealed class LateAppendException() : Exception("The append reached the log after its not-after.");
