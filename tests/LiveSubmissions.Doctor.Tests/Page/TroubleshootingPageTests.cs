using LiveSubmissions.Doctor.Tests.Benches;
using LiveSubmissions.Doctor.Tests.Processes;

namespace LiveSubmissions.Doctor.Tests.Page;

/// <summary>The page and the program are one guide: the same steps, the same questions, and commands that work.</summary>
[Collection(JudgesCollection.Name)]
public sealed class TroubleshootingPageTests(Judges judges)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>They need Docker, change the machine, or install from a registry.</summary>
    private static readonly string[] NotRunHere =
    [
        "docker compose exec backend printenv CHANNEL_LAYER_REDIS_URL",
        "docker compose logs -f worker",
        "docker compose logs redis",
        "docker compose ps redis",
        "docker compose up -d worker",
        "dotnet tool install --global LiveSubmissions.Tool",
        "dotnet tool update --global LiveSubmissions.Tool",
        "timedatectl set-ntp true",
    ];

    [Fact]
    public async Task Its_sections_and_its_table_are_the_steps_of_the_program_with_their_questions()
    {
        // Asked about nothing, the doctor still says its whole checklist.
        var steps = (await DoctorTool.Built.DoctorAsync("--redis", "")).Steps;

        Assert.Equal(steps.Select(static step => step.Id), TroubleshootingPage.Sections);
        Assert.Equal(steps.Select(static step => (step.Id, step.Question)), TroubleshootingPage.Questions);
    }

    [Fact]
    public void Its_links_lead_to_its_sections() => Assert.All(TroubleshootingPage.Targets, static target => Assert.Contains(target, TroubleshootingPage.Sections));

    [Fact]
    public void Every_command_is_run_here_or_known_not_to_be()
    {
        var known = TroubleshootingPage.Commands.Where(static command => IsRun(command)).SelectMany(static command => command.Command.Split('\n')).ToList();
        Assert.All(TroubleshootingPage.Commands.Where(static command => !IsRun(command)), static command =>
        {
            Assert.StartsWith("not run here: ", command.Marker, StringComparison.Ordinal);
            Assert.Contains(command.Command, NotRunHere);
        });
        Assert.All(TroubleshootingPage.Mentioned, mentioned => Assert.True(
            NotRunHere.Contains(mentioned) || known.Exists(command => command.StartsWith(mentioned.TrimEnd('…', ' '), StringComparison.Ordinal)),
            $"'{mentioned}' is neither run here nor known not to be."));
    }

    [Fact]
    public async Task Every_command_that_can_run_here_does_what_the_page_says()
    {
        var judge = await judges.HealthyAsync();
        await using var watching = new Background();
        foreach (var command in TroubleshootingPage.Commands.Where(IsRun))
        {
            var typed = Here(command.Command, judge);
            if (command.Marker == "run: meanwhile")
            {
                await watching.StartAsync(Shell.Start(typed), command.Output);
                continue;
            }

            var (exitCode, output) = await Shell.RunAsync(typed);
            Assert.True(exitCode == 0, $"{typed} ends with {exitCode}:\n{output}");
            Assert.All(command.Output.Split('\n'), line => Assert.Contains(Here(line, judge), output, StringComparison.Ordinal));
        }

        await watching.SaidAllAsync(Deadline);
    }

    private static bool IsRun(PageCommand command) => command.Marker is "run: passes" or "run: meanwhile";

    /// <summary>The page's addresses and its submission, as they are here.</summary>
    private static string Here(string text, HealthyJudge judge) => System.Text.RegularExpressions.Regex.Replace(text, @"\b42\b", $"{judge.Submission}")
        .Replace("redis://localhost:6379/2", judge.Redis, StringComparison.Ordinal)
        .Replace("localhost:8100", judge.Backend.Url.Authority, StringComparison.Ordinal);
}
