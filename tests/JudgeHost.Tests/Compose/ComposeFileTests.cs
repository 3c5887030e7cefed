using System.ComponentModel;
using System.Diagnostics;

namespace JudgeHost.Tests.Compose;

/// <summary>The compose file is read by the real docker-compose; no engine is needed for that.</summary>
public class ComposeFileTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Docker_compose_reads_the_file_and_finds_the_guides_services_ports_and_urls()
    {
        var config = await ConfigAsync();

        foreach (var expected in new[]
        {
            "  backend:", "  page:", "  redis:", "  worker:", "CHANNEL_LAYER_REDIS_URL: redis://redis:6379/2", "QUEUE_REDIS_URL: redis://redis:6379/1",
            "dockerfile: samples/JudgeHost/Dockerfile",
        })
        {
            Assert.Contains(expected, config, StringComparison.Ordinal);
        }

        Assert.Matches(@"published: ""?8100""?\s+target: 8100|8100:8100", config);
        Assert.Matches(@"published: ""?8101""?\s+target: 8101|8101:8101", config);
        Assert.Equal(4, config.Split("healthcheck:").Length - 1);
    }

    [Fact]
    public void What_the_dockerfile_copies_is_there()
    {
        var root = RepositoryRoot();
        var copied = File.ReadLines(Path.Combine(root, "samples/JudgeHost/Dockerfile"))
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]);

        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(root, path)), path));
    }

    private static async Task<string> ConfigAsync()
    {
        var start = new ProcessStartInfo("docker-compose", ["-f", "docker-compose.yml", "config"])
        {
            WorkingDirectory = RepositoryRoot(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var compose = Start(start);
        using var deadline = new CancellationTokenSource(Deadline);
        var output = compose.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = compose.StandardError.ReadToEndAsync(deadline.Token);
        await compose.WaitForExitAsync(deadline.Token);
        Assert.True(compose.ExitCode == 0, await errors);
        return await output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                "docker-compose cannot be started. This test checks docker-compose.yml with the real one: install it, for instance with 'apt-get install docker-compose'.",
                missing);
        }
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docker-compose.yml"))) return folder.FullName;
        }

        throw new InvalidOperationException("There is no docker-compose.yml above the tests.");
    }
}
