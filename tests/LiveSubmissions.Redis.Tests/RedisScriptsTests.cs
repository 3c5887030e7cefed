using System.Text.RegularExpressions;
using LiveSubmissions.Redis.Scripts;

namespace LiveSubmissions.Redis.Tests;

public sealed partial class RedisScriptsTests
{
    public static TheoryData<string> Names => ["append.lua", "read.lua", "ends.lua", "fence.lua", "loss.lua"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scripts_header_names_every_argument_that_it_uses(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(name)!;
        var lines = new StreamReader(stream).ReadToEnd().Split('\n');
        var header = Named(lines.TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)));
        var used = Named(lines.Where(line => !line.StartsWith("--", StringComparison.Ordinal)));

        Assert.Empty(used.Except(header));
        Assert.Equal(header.Order(), Enumerable.Range(1, header.Count));
    }

    private static HashSet<int> Named(IEnumerable<string> lines) =>
        [.. lines.SelectMany(line => Argument().Matches(line)).Select(match => int.Parse(match.Groups[1].Value))];

    [GeneratedRegex(@"ARGV\[(\d+)\]")]
    private static partial Regex Argument();
}
