namespace LiveSubmissions.Tests.Feed;

/// <summary>Tests that count the allocated bytes of the whole process. They run while no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationCollection
{
    public const string Name = "Allocations";
}
