using JudgeHost.Settings;

namespace JudgeHost.Hosting;

/// <summary>Requests an address, and returns 0 if the status is a success: a health check for container images without curl.</summary>
internal static class Probe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string url)
    {
        if (!WebAddress.IsHttp(url, out var address))
        {
            throw new StartException($"--probe {url} is not a web address such as http://localhost:8100/health/ready.");
        }

        using var client = new HttpClient { Timeout = Deadline };
        try
        {
            using var answer = await client.GetAsync(address);
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url} does not answer: {e.Message}");
            return 1;
        }
    }
}
