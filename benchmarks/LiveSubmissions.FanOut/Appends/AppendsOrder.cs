namespace LiveSubmissions.FanOut.Appends;

/// <summary>Append as fast as it goes.</summary>
/// <param name="InFlight">Of how many submissions at once.</param>
/// <param name="Seconds">How long each way.</param>
internal sealed record AppendsOrder(int InFlight, double Seconds);
