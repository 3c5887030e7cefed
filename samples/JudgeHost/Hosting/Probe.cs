namespace JudgeHost.Hosting;

/// <summary>Asks an address and says by the exit code whether it answers well: a health check for images that have no curl.</summary>
internal static class Probe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string url)
    {
        if (!Settings.WebAddress.IsHttp(url, out var address))
        {
            throw new StartException($"--probe {url}: that is no web address, such as http://localhost:8100/health/ready.");
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
