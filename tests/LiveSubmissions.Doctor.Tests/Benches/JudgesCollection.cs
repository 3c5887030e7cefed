namespace LiveSubmissions.Doctor.Tests.Benches;

/// <summary>Tests that share the judges, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class JudgesCollection : ICollectionFixture<Judges>
{
    public const string Name = "judges";
}
