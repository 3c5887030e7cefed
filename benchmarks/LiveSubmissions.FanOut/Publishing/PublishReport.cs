namespace LiveSubmissions.FanOut.Publishing;

/// <summary>What became of an order.</summary>
/// <param name="Failed">Updates that were not accepted.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="Behind">Seconds by which the latest update was later than its place in the schedule.</param>
internal sealed record PublishReport(int Failed, double Seconds, double Behind);
