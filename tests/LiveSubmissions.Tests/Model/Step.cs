using CsCheck;

namespace LiveSubmissions.Tests.Model;

/// <summary>Something that happens. What it prints is what a failing case is read from.</summary>
internal abstract record Step
{
    /// <summary>A worker changes a submission's row and broadcasts it.</summary>
    public sealed record Give(int Broadcaster, int Submission, AppendFault Fault) : Step;

    /// <summary>A client reads what there is for it, after it has connected if it had not.</summary>
    public sealed record Read(int Client) : Step;

    /// <summary>A client's connection ends; it comes back on another node.</summary>
    public sealed record Leave(int Client) : Step;

    public sealed record Wait(int Milliseconds) : Step;

    public sealed record LoseNotifications(bool On) : Step;

    public sealed record Replicate : Step;

    public sealed record FailOver(int ClockOffsetMilliseconds) : Step;

    public sealed record NoticeFailOver : Step;

    public sealed record Flush : Step;

    private static Gen<Step> Calm { get; } = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4], Gen.Enum<AppendFault>(), (broadcaster, submission, fault) => (Step)new Give(broadcaster, submission, fault))),
        (6, Gen.Int[0, 2].Select(client => (Step)new Read(client))),
        (1, Gen.Int[0, 2].Select(client => (Step)new Leave(client))),
        (3, Gen.OneOf([1, 50, 1_000, 7_000]).Select(milliseconds => (Step)new Wait(milliseconds))),
        (1, Gen.Bool.Select(on => (Step)new LoseNotifications(on))));

    private static Gen<Step> Disaster { get; } = Gen.Frequency(
        (3, Gen.Const((Step)new Replicate())),
        (2, Gen.OneOf([0, 100, -100, 5_000, -5_000, 120_000, -120_000]).Select(offset => (Step)new FailOver(offset))),
        (3, Gen.Const((Step)new NoticeFailOver())),
        (1, Gen.Const((Step)new Flush())));

    /// <summary>Everything but failovers and flushes.</summary>
    public static Gen<List<Step>> WithoutDisasters { get; } = Calm.List[1, 120];

    public static Gen<List<Step>> All { get; } = Gen.Frequency((8, Calm), (2, Disaster)).List[1, 120];
}
