namespace LiveSubmissions.Broadcasting;

/// <summary>What happened from the first update that could not be sent until none waited any more.</summary>
/// <param name="Deferred">How many updates were deferred.</param>
/// <param name="Failed">How many were not, because the outbox was full.</param>
/// <param name="Since">When it began: a timestamp of the time provider.</param>
/// <param name="Cause">Why the last try failed.</param>
internal readonly record struct Outage(long Deferred, long Failed, long Since, string? Cause);
