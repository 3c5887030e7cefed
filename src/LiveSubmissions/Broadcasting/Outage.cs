namespace LiveSubmissions.Broadcasting;

/// <summary>An outage: the time from the first update that could not be sent until no update is deferred any more.</summary>
/// <param name="Deferred">How many updates were deferred.</param>
/// <param name="Failed">How many updates failed because the outbox was full.</param>
/// <param name="Since">When the outage began: a timestamp of the time provider.</param>
/// <param name="Cause">Why the last try failed.</param>
internal readonly record struct Outage(long Deferred, long Failed, long Since, string? Cause);
