using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace LiveSubmissions.Architecture.Tests;

/// <summary>
/// The rooms, and what each names. A room is a folder of a project, and a namespace. A type in one of Microsoft's namespaces, where a user finds it without a using, is in
/// the room <c>Registration</c>.
/// </summary>
internal static class Rooms
{
    /// <summary>For each room, the other rooms of its project that its types name. A room without a slash is the root of its project.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Table = new Dictionary<string, string[]>
    {
    };

    /// <summary>The projects that have rooms: assembly and folder.</summary>
    public static readonly IReadOnlyDictionary<string, string> Projects = new Dictionary<string, string>
    {
        ["LiveSubmissions"] = "src/LiveSubmissions",
        ["LiveSubmissions.Redis"] = "src/LiveSubmissions.Redis",
        ["LiveSubmissions.AspNetCore"] = "src/LiveSubmissions.AspNetCore",
        ["LiveSubmissions.Tool"] = "src/LiveSubmissions.Tool",
        ["JudgeHost"] = "samples/JudgeHost",
    };

    /// <summary>What the compiled types of an assembly name: arrows from room to room, each with one example.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="root">The namespace of its root.</param>
    public static Dictionary<(string From, string To), string> Arrows(Assembly assembly, string root)
    {
        var arrows = new Dictionary<(string, string), string>();
        foreach (var type in new ArchLoader().LoadAssembly(assembly).Build().Types)
        {
            if (RoomOf(type, root) is not { } from) continue;
            foreach (var target in type.Dependencies.Select(static dependency => dependency.Target))
            {
                if (IsIn(assembly, target) && RoomOf(target, root) is { } to && to != from) arrows.TryAdd((from, to), $"{type.Name} names {target.Name}");
            }
        }

        return arrows;
    }

    /// <summary>The first circle among rooms, each naming the next and the last the first; nothing if there is none.</summary>
    public static IReadOnlyList<string>? Circle(IEnumerable<(string From, string To)> arrows)
    {
        var names = arrows.ToLookup(static arrow => arrow.From, static arrow => arrow.To);
        var done = new HashSet<string>();
        return names.Select(room => Search(room.Key, [])).FirstOrDefault(static circle => circle is not null);

        IReadOnlyList<string>? Search(string room, List<string> way)
        {
            if (way.IndexOf(room) is >= 0 and var first) return way[first..];
            if (!done.Add(room)) return null;
            way.Add(room);
            var found = names[room].Select(next => Search(next, way)).FirstOrDefault(static circle => circle is not null);
            way.RemoveAt(way.Count - 1);
            return found;
        }
    }

    private static bool IsIn(Assembly assembly, IType type) => type.Assembly?.Name is { } name && name.Split(',')[0] == assembly.GetName().Name;

    /// <summary>The room of a type; nothing for what the compiler adds on its own.</summary>
    private static string? RoomOf(IType type, string root)
    {
        var space = type.Namespace?.FullName ?? "";
        if (space == root) return type.Name.Contains('<', StringComparison.Ordinal) ? null : root;
        if (space.StartsWith($"{root}.", StringComparison.Ordinal)) return $"{root}/{space[(root.Length + 1)..].Replace('.', '/')}";
        return space.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) || space.StartsWith("Microsoft.AspNetCore.Builder", StringComparison.Ordinal)
            ? $"{root}/Registration"
            : null;
    }
}
