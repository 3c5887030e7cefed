using System.Reflection;
using System.Text.RegularExpressions;

namespace LiveSubmissions.Architecture.Tests;

/// <summary>The rooms name each other in one direction, as the table and docs/architecture.md say. There is no list of exceptions.</summary>
public sealed partial class RoomTests
{
    public static TheoryData<string> Projects => [.. Rooms.Projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_names_the_rooms_that_the_table_says_and_no_other(string project)
    {
        var arrows = Rooms.Arrows(Assembly.Load(project), project);
        var undeclared = arrows.Where(arrow => !Rooms.Table.GetValueOrDefault(arrow.Key.From, []).Contains(arrow.Key.To))
            .Select(static arrow => $"{arrow.Key.From} names {arrow.Key.To}: {arrow.Value}").Order(StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', undeclared));
        var unused = Rooms.Table.Where(row => row.Key.Split('/')[0] == project)
            .SelectMany(static row => row.Value.Select(to => (From: row.Key, To: to))).Where(arrow => !arrows.ContainsKey(arrow)).Select(static arrow => $"{arrow.From} does not name {arrow.To}");
        Assert.Equal("", string.Join('\n', unused));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_rooms_name_each_other_not_even_by_way_of_others(string project) => Assert.Null(Rooms.Circle(Rooms.Arrows(Assembly.Load(project), project).Keys));

    [Fact]
    public void A_circle_is_found()
    {
        var arrows = Rooms.Arrows(typeof(RoomTests).Assembly, typeof(RoomTests).Namespace!);

        Assert.Equal(["A", "B", "C"], Rooms.Circle(arrows.Keys)!.Select(static room => room[^1..]).Order());
    }

    [Fact]
    public void A_namespace_is_a_folder()
    {
        var elsewhere = Sources()
            .Select(static file => (file.Path, Room: RoomOf(file.Project, file.Path), Namespace: NamespacePattern().Match(File.ReadAllText(file.Path)).Groups["name"].Value))
            .Where(static file => file.Namespace != file.Room.Replace('/', '.')
                && !(file.Room.EndsWith("/Registration", StringComparison.Ordinal) && file.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal)))
            .Select(static file => $"{Path.GetRelativePath(Repository.Root, file.Path)}: {file.Namespace}");
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void The_table_has_every_room_and_no_other() =>
        Assert.Equal(Sources().Select(static file => RoomOf(file.Project, file.Path)).Distinct().Order(StringComparer.Ordinal), Rooms.Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_page_says_the_same_as_the_table()
    {
        var page = RowPattern().Matches(Repository.ArchitecturePage).ToDictionary(static row => row.Groups["room"].Value, static row => row.Groups["names"].Value);
        var table = Rooms.Table.ToDictionary(static row => row.Key, static row => row.Value.Length == 0 ? "nothing" : string.Join(", ", row.Value.Select(InWords).Order(StringComparer.Ordinal)));
        Assert.Equal(table.OrderBy(static row => row.Key, StringComparer.Ordinal), page.OrderBy(static row => row.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_of_src_has_rooms() => Assert.Equal(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Rooms.Projects.Where(static project => project.Value.StartsWith("src/", StringComparison.Ordinal)).Select(static project => project.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Internals_are_visible_to_tests_and_benchmarks_alone()
    {
        var friends = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static project => FriendPattern().Matches(File.ReadAllText(project)).Select(static match => match.Groups["name"].Value)).Distinct();
        Assert.All(friends, static friend => Assert.True(
            friend.EndsWith(".Tests", StringComparison.Ordinal) || friend is "LiveSubmissions.Benchmarks" or "LiveSubmissions.FanOut", friend));
        Assert.DoesNotContain(Sources(), static file => File.ReadAllText(file.Path).Contains("InternalsVisibleTo", StringComparison.Ordinal));
    }

    private static string InWords(string room) => room.Contains('/', StringComparison.Ordinal) ? room[(room.IndexOf('/', StringComparison.Ordinal) + 1)..] : "the root";

    private static IEnumerable<(string Project, string Path)> Sources() => Rooms.Projects.SelectMany(static project =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, project.Value), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => (project.Key, path)));

    private static string RoomOf(string project, string path)
    {
        var folder = Path.GetRelativePath(Path.Combine(Repository.Root, Rooms.Projects[project]), Path.GetDirectoryName(path)!).Replace('\\', '/');
        return folder == "." ? project : $"{project}/{folder}";
    }

    [GeneratedRegex(@"^\| `(?<room>[\w./]+)` \| [^|]+ \| (?<names>[^|]+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"InternalsVisibleTo Include=""(?<name>[\w.]+)""")]
    private static partial Regex FriendPattern();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();
}
