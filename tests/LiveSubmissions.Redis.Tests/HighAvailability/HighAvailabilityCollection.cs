namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Many servers each: these tests run one after the other, or they would take each other's time for a failure.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HighAvailabilityCollection
{
    public const string Name = "high availability";
}
