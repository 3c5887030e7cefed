using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.Doctor.Tests.Processes;
using LiveSubmissions.Doctor.Tests.SetUps;
using Xunit.Abstractions;

namespace LiveSubmissions.Doctor.Tests;

/// <summary>The table of broken set-ups: real processes, each broken in one way, and the doctor as a process that is asked what it is.</summary>
[Collection(JudgesCollection.Name)]
public sealed class BrokenSetUpTests(Judges judges, ITestOutputHelper output)
{
    private const int Broken = 1;

    /// <summary>How long the doctor may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>How long its process may need to start, on a machine that builds and tests other things meanwhile.</summary>
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, BrokenSetUp> Table =
        ((IEnumerable<BrokenSetUp>)[.. SettingSetUps.All, .. ServerSetUps.All, .. WorkSetUps.All, .. RedisSetUps.All, .. WireSetUps.All]).ToDictionary(setUp => setUp.Name);

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_doctor_names_the_broken_hop_and_its_fix_and_the_health_checks_agree(string name)
    {
        var setUp = Table[name];
        await using var patient = await setUp.BreakAsync(judges);

        var report = await patient.Tool.DoctorAsync(patient.Doctor);
        output.WriteLine($"{name}: {report.FirstFailure} in {report.Run.Took.TotalSeconds:0.0} s ({report.Took.TotalSeconds:0.0} s): {report.Broken?.Finding} {report.Broken?.Fix}");

        Assert.True(report.FirstFailure == setUp.Step, $"{setUp.Step} was expected, not {report.FirstFailure}: {report}");
        Assert.All(setUp.Fix, words => Assert.Contains(words, report.Broken!.Fix, StringComparison.Ordinal));
        Assert.Equal(Broken, report.Run.ExitCode);
        Assert.False(report.Ok);
        Assert.True(report.Took < Limit && report.Run.Took < Limit + StartUp, $"{report.Took.TotalSeconds:0.0} s: {report}");
        await Assert.AllAsync(patient.Nodes, node => AgreesAsync(node, setUp.FaultIs));
        await Assert.AllAsync(patient.Others, static node => AgreesAsync(node, FaultIs.Elsewhere));
    }

    [Fact]
    public void The_table_has_what_was_promised() => Assert.True(Table.Count >= 20, $"{Table.Count}");

    private static async Task AgreesAsync(INode node, FaultIs where)
    {
        if (where == FaultIs.InTheNode)
        {
            await Readiness.BecomesAsync(node, 503);
            return;
        }

        var (status, text) = await Readiness.AskAsync(node);
        Assert.True(status == 200, $"{node.Ready} answers {status}, though it can deliver: {text}");
    }
}
