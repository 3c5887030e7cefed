namespace LiveSubmissions.Broadcasting;

/// <summary>What the outbox did with an update that could not be sent.</summary>
/// <param name="Result">What its caller is told.</param>
/// <param name="Rests">Whether its lane rests until the pump comes; else another update of the lane is to be tried at once.</param>
/// <param name="IsFirst">Whether it is the first of an outage.</param>
/// <param name="Refused">An update that was given later and is not newer, if there was one: it will never be sent.</param>
internal readonly record struct Deferral(BroadcastResult Result, bool Rests, bool IsFirst, PendingUpdate? Refused);
