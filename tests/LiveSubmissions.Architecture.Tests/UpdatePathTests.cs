using System.Diagnostics;
using System.Text.RegularExpressions;
using LiveSubmissions.TestKit.Redis;
using LiveSubmissions.UpdatePath;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LiveSubmissions.Architecture.Tests;

/// <summary>
/// docs/architecture.md tells the way of an update file by file. Here one update goes that way, with every method of the library made to say when it begins, and the
/// files whose code ran are compared with the page. Not counted, and named there too: the vocabulary and options of the roots, and telemetry, log messages, and code that only holds data.
/// </summary>
public sealed partial class UpdatePathTests
{
    private static readonly string[] Libraries = ["LiveSubmissions", "LiveSubmissions.Redis", "LiveSubmissions.AspNetCore"];

    private static readonly Regex[] NotCounted = [RootPattern(), new("^src/LiveSubmissions/Telemetry/"), new("^src/Shared/"), new("/(Broadcast|Feed|Endpoint)Log.cs$"), new("/obj/")];

    [Fact]
    public async Task In_memory_it_takes_the_files_that_the_page_says_and_not_more()
    {
        var files = await FilesAsync();

        Assert.Equal(OnPage("In memory"), files);
        Assert.InRange(files.Count, 1, 21);
    }

    [Fact]
    public async Task With_Redis_it_takes_the_files_that_the_page_says_and_not_more()
    {
        await using var redis = await RedisServer.StartAsync();

        var files = await FilesAsync(redis.Url);

        var expected = OnPage("In memory").Where(static file => file != "src/LiveSubmissions/Transport/InMemoryTransport.cs").Concat(OnPage("With Redis"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), files);
        Assert.InRange(files.Count, 1, 28);
    }

    private static IReadOnlyList<string> OnPage(string heading)
    {
        var page = Repository.ArchitecturePage;
        var section = page[page.IndexOf($"### {heading}", StringComparison.Ordinal)..];
        section = section[..(section.IndexOf("\n#", 1, StringComparison.Ordinal) is > 0 and var end ? end : section.Length)];
        return [.. FilePattern().Matches(section).Select(static match => $"src/{match.Groups["file"].Value}").Distinct().Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> FilesAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("update-path-");
        try
        {
            var program = Path.Combine(Repository.Root, "tests/LiveSubmissions.UpdatePath", Path.GetRelativePath(Path.Combine(Repository.Root, "tests/LiveSubmissions.Architecture.Tests"), AppContext.BaseDirectory));
            foreach (var file in Directory.EnumerateFiles(program)) File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            var files = Libraries.SelectMany(library => Instrument(Path.Combine(folder.FullName, $"{library}.dll"))).ToList();
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(folder.FullName, "LiveSubmissions.UpdatePath.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, await errors);
            var seen = output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse).ToHashSet();
            return [.. files.Where(file => seen.Contains(file.Number)).Select(static file => file.Path)
                .Where(static path => !NotCounted.Any(pattern => pattern.IsMatch(path))).Distinct().Order(StringComparer.Ordinal)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Has every method of an assembly begin with a call of <see cref="Recorder.Hit"/>.</summary>
    /// <returns>The source files, by the numbers that they are recorded under.</returns>
    private static List<(int Number, string Path)> Instrument(string assembly)
    {
        var first = Array.FindIndex(Libraries, library => assembly.EndsWith($"{library}.dll", StringComparison.Ordinal)) * 300;
        var files = new List<string>();
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { ReadSymbols = true, InMemory = true });
        var hit = module.ImportReference(typeof(Recorder).GetMethod(nameof(Recorder.Hit)));
        foreach (var method in module.GetTypes().SelectMany(static type => type.Methods).Where(static method => method.HasBody && !IsData(method)))
        {
            if (method.DebugInformation.SequencePoints.FirstOrDefault(static point => !point.IsHidden)?.Document.Url is not { } file) continue;
            if (!files.Contains(file)) files.Add(file);
            var start = method.Body.Instructions[0];
            var writer = method.Body.GetILProcessor();
            writer.InsertBefore(start, Instruction.Create(OpCodes.Ldc_I4, first + files.IndexOf(file)));
            writer.InsertBefore(start, Instruction.Create(OpCodes.Call, hit));
        }

        module.Write(assembly);
        return [.. files.Select((file, index) => (first + index, SourcePath(file)))];
    }

    /// <summary>A record's constructor and a plain property hold data and do no work.</summary>
    private static bool IsData(MethodDefinition method) =>
        method.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute")
        || (method.IsConstructor && method.DeclaringType.Methods.Any(static other => other.Name == "PrintMembers"));

    /// <summary>A path below the repository, wherever the build had it.</summary>
    private static string SourcePath(string file)
    {
        var path = file.Replace('\\', '/');
        return path.LastIndexOf("/src/", StringComparison.Ordinal) is >= 0 and var at ? path[(at + 1)..] : path;
    }

    [GeneratedRegex(@"^src/[\w.]+/[\w.]+\.cs$")]
    private static partial Regex RootPattern();

    [GeneratedRegex(@"`(?<file>LiveSubmissions[\w.]*(?:/[\w.]+)+\.cs)`")]
    private static partial Regex FilePattern();
}
