using System.Text.Json.Nodes;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints.Scripted;

/// <summary>The run that every endpoint and client must end alike: 500 updates over 40 submissions, the same each time.</summary>
internal static class Script
{
    public const int Submissions = 40;

    /// <summary>The client is cut after so many updates, without a word.</summary>
    public const int CutAfter = 250;

    /// <summary>It comes back after so many.</summary>
    public const int BackAfter = 350;

    private const int Updates = 500;

    private static readonly string[] Statuses = ["queued", "evaluating", "evaluating", "accepted", "rejected", "failed", "cancelled", "wrong answer on test 3"];

    public static IReadOnlyList<ScriptStep> Steps { get; } = Write(new Random(20261123));

    /// <summary>Each submission's last update.</summary>
    public static IReadOnlyDictionary<int, ScriptStep> End { get; } = EndAfter(Updates);

    /// <summary>Each submission's last update of the first so many.</summary>
    public static IReadOnlyDictionary<int, ScriptStep> EndAfter(int updates) =>
        Steps.Take(updates).GroupBy(static step => step.Submission).ToDictionary(static steps => steps.Key, static steps => steps.Last());

    private static List<ScriptStep> Write(Random random)
    {
        var revisions = new long[Submissions + 1];
        var steps = new List<ScriptStep>(Updates);
        for (var i = 0; i < Updates; i++)
        {
            var submission = SubmissionOf(i, random);
            var status = Statuses[random.Next(Statuses.Length)];
            revisions[submission] += random.Next(1, 4);
            steps.Add(new ScriptStep(
                submission,
                revisions[submission],
                status,
                status == "evaluating" ? random.Next(101) / 100.0 : null,
                status is "queued" or "cancelled" ? null : Metrics(i, random)));
        }

        return steps;
    }

    /// <summary>
    /// Some submissions are done with just before the cut, when what was sent may be lost; some change last while the client is away; the others go on.
    /// </summary>
    private static int SubmissionOf(int i, Random random) => i switch
    {
        < Submissions => i + 1,
        < CutAfter - 10 => random.Next(1, Submissions + 1),
        < CutAfter => random.Next(1, 6),
        < BackAfter => random.Next(6, Submissions + 1),
        _ => random.Next(6, 31),
    };

    private static JsonObject Metrics(int i, Random random) => new()
    {
        ["accuracy"] = Math.Round(random.NextDouble(), 4),
        ["step"] = i,
        ["note"] = "naïve \"<b>\" & ünïcode",
        ["tests"] = new JsonArray(random.Next(10), random.Next(10), null, true),
        ["time"] = new JsonObject { ["ms"] = random.Next(10_000), ["limit"] = 2.5 },
    };
}
