using CsCheck;

namespace LiveSubmissions.Redis.Tests.Model;

/// <summary>Something that is done to a log. What it prints is what a failing case is read from.</summary>
internal abstract record LogStep
{
    /// <summary>A broadcaster offers its next state of a submission.</summary>
    public sealed record Append(int Node, int Broadcaster, int Submission, int? Revision, int AgeInMinutes) : LogStep;

    /// <summary>One of the broadcasts so far is offered again.</summary>
    public sealed record Repeat(int Node, int Broadcast) : LogStep;

    /// <summary>What is after one of the positions so far is read.</summary>
    public sealed record Read(int Node, int Position, int Limit) : LogStep;

    /// <summary>Somebody saw a rollback, in the epoch of one of the positions so far.</summary>
    public sealed record Fence(int Node, int Position) : LogStep;

    private static Gen<int> EitherNode { get; } = Gen.Int[0, 1];

    private static Gen<LogStep> Any { get; } = Gen.Frequency(
        (10, Gen.Select(EitherNode, Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 6], Gen.Int[0, 4], (node, broadcaster, submission, revision, age) =>
            (LogStep)new Append(node, broadcaster, submission, revision == 0 ? null : revision, age))),
        (3, Gen.Select(EitherNode, Gen.Int[0, 100], (node, broadcast) => (LogStep)new Repeat(node, broadcast))),
        (5, Gen.Select(EitherNode, Gen.Int[0, 100], Gen.Int[1, 5], (node, position, limit) => (LogStep)new Read(node, position, limit))),
        (1, Gen.Select(EitherNode, Gen.Int[0, 100], (node, position) => (LogStep)new Fence(node, position))));

    /// <summary>Histories, and how many submissions their logs keep.</summary>
    public static Gen<(int MaxSubmissions, List<LogStep> Steps)> Histories { get; } = Gen.Select(Gen.Int[2, 8], Any.List[1, 60]);
}
