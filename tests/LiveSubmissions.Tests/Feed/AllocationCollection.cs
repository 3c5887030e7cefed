namespace LiveSubmissions.Tests.Feed;

/// <summary>What counts the bytes of the whole process runs while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationCollection
{
    public const string Name = "Allocations";
}
