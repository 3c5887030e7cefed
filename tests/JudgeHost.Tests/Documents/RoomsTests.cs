using System.Text.RegularExpressions;

namespace JudgeHost.Tests.Documents;

/// <summary>The table of rooms in docs/architecture.md is about the folders that there are, and says what their files name.</summary>
public sealed partial class RoomsTests
{
    private static readonly string Sources = Path.Combine(Snippet.Root, "src");

    private static readonly Dictionary<string, string> Table = RowPattern().Matches(File.ReadAllText(Path.Combine(Snippet.Root, "docs/architecture.md")))
        .ToDictionary(static row => row.Groups["room"].Value, static row => row.Groups["names"].Value);

    [Fact]
    public void It_has_every_room_and_no_other() => Assert.Equal(Rooms().Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_room_names_those_that_the_table_says_and_no_other()
    {
        foreach (var (room, names) in Table.Where(static row => row.Value != "all"))
        {
            var named = Files(room).SelectMany(static file => UsingPattern().Matches(File.ReadAllText(file)).Select(static match => match.Groups["namespace"].Value))
                .Select(name => InSameProject(name, room.Split('/')[0])).OfType<string>().Where(name => name != Path.GetFileName(room)).Distinct();
            Assert.True(
                named.Order(StringComparer.Ordinal).SequenceEqual(names == "nothing" ? [] : names.Split(", ").Order(StringComparer.Ordinal)),
                $"docs/architecture.md says that {room} names {names}; it names {string.Join(", ", named.Order(StringComparer.Ordinal))}.");
        }
    }

    private static IEnumerable<string> Rooms() => Directory.EnumerateDirectories(Sources)
        .SelectMany(static project => Directory.EnumerateDirectories(project).Where(static folder => Path.GetFileName(folder) is not ("bin" or "obj")).Prepend(project))
        .Select(static path => Path.GetRelativePath(Sources, path).Replace('\\', '/'));

    /// <summary>A room's files: of a project's own those beside its project file, of another's all below it.</summary>
    private static string[] Files(string room) =>
        Directory.GetFiles(Path.Combine(Sources, room), "*.cs", room.Contains('/', StringComparison.Ordinal) ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);

    private static string? InSameProject(string name, string project)
    {
        if (!name.StartsWith($"{project}.", StringComparison.Ordinal)) return null;
        var room = name[(project.Length + 1)..].Split('.')[0];
        return Directory.Exists(Path.Combine(Sources, project, room)) ? room : null;
    }

    [GeneratedRegex(@"^\| `(?<room>LiveSubmissions[\w./]*)` \| [^|]+ \| (?<names>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"^using (static )?(?<namespace>LiveSubmissions[\w.]*)", RegexOptions.Multiline)]
    private static partial Regex UsingPattern();
}
