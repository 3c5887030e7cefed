namespace LiveSubmissions.Redis.Tests.HighAvailability;

/// <summary>Tests that start many servers each: they run one after the other, so that they do not slow each other down.</summary>
[CollectionDefinition(Name)]
public sealed class HighAvailabilityCollection
{
    public const string Name = "high availability";
}
