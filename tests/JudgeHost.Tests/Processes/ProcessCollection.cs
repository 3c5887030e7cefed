namespace JudgeHost.Tests.Processes;

/// <summary>Tests that start processes run one after the other: they are to compete with each other for nothing but what they test.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}
