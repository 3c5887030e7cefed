namespace JudgeHost.Browser.Tests.Outages;

/// <summary>Tests that share a judge whose parts fail: one after the other, and beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OutageCollection : ICollectionFixture<OutageLab>
{
    public const string Name = "outages";
}
