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
        ["LiveSubmissions"] = [],
        ["LiveSubmissions/Log"] = ["LiveSubmissions"],
        ["LiveSubmissions/Telemetry"] = ["LiveSubmissions", "LiveSubmissions/Log"],
        ["LiveSubmissions/Transport"] = ["LiveSubmissions", "LiveSubmissions/Log"],
        ["LiveSubmissions/Broadcasting"] = ["LiveSubmissions", "LiveSubmissions/Log", "LiveSubmissions/Telemetry", "LiveSubmissions/Transport"],
        ["LiveSubmissions/Feed"] = ["LiveSubmissions", "LiveSubmissions/Log", "LiveSubmissions/Telemetry", "LiveSubmissions/Transport"],
        ["LiveSubmissions/Evaluation"] = ["LiveSubmissions"],
        ["LiveSubmissions/Records"] = ["LiveSubmissions"],
        ["LiveSubmissions/Diagnostics/Nodes"] = ["LiveSubmissions", "LiveSubmissions/Broadcasting", "LiveSubmissions/Evaluation", "LiveSubmissions/Feed", "LiveSubmissions/Log", "LiveSubmissions/Records", "LiveSubmissions/Telemetry", "LiveSubmissions/Transport"],
        ["LiveSubmissions/Diagnostics"] = ["LiveSubmissions", "LiveSubmissions/Diagnostics/Nodes", "LiveSubmissions/Feed", "LiveSubmissions/Log", "LiveSubmissions/Transport"],
        ["LiveSubmissions/Registration"] = ["LiveSubmissions", "LiveSubmissions/Broadcasting", "LiveSubmissions/Diagnostics", "LiveSubmissions/Diagnostics/Nodes", "LiveSubmissions/Evaluation", "LiveSubmissions/Feed", "LiveSubmissions/Records", "LiveSubmissions/Telemetry", "LiveSubmissions/Transport"],

        ["LiveSubmissions.Redis"] = [],
        ["LiveSubmissions.Redis/Failures"] = ["LiveSubmissions.Redis"],
        ["LiveSubmissions.Redis/Connection"] = ["LiveSubmissions.Redis", "LiveSubmissions.Redis/Failures"],
        ["LiveSubmissions.Redis/Resilience"] = ["LiveSubmissions.Redis", "LiveSubmissions.Redis/Connection", "LiveSubmissions.Redis/Failures"],
        ["LiveSubmissions.Redis/Log"] = [],
        ["LiveSubmissions.Redis/Scripts"] = ["LiveSubmissions.Redis/Log"],
        ["LiveSubmissions.Redis/Listening"] = ["LiveSubmissions.Redis/Connection", "LiveSubmissions.Redis/Failures", "LiveSubmissions.Redis/Log", "LiveSubmissions.Redis/Resilience", "LiveSubmissions.Redis/Scripts"],
        ["LiveSubmissions.Redis/Diagnostics"] = ["LiveSubmissions.Redis", "LiveSubmissions.Redis/Scripts"],
        ["LiveSubmissions.Redis/Transport"] = ["LiveSubmissions.Redis", "LiveSubmissions.Redis/Connection", "LiveSubmissions.Redis/Diagnostics", "LiveSubmissions.Redis/Failures", "LiveSubmissions.Redis/Listening", "LiveSubmissions.Redis/Log", "LiveSubmissions.Redis/Resilience", "LiveSubmissions.Redis/Scripts"],
        ["LiveSubmissions.Redis/Registration"] = ["LiveSubmissions.Redis", "LiveSubmissions.Redis/Transport"],

        ["LiveSubmissions.AspNetCore"] = [],
        ["LiveSubmissions.AspNetCore/Answers"] = [],
        ["LiveSubmissions.AspNetCore/Origins"] = ["LiveSubmissions.AspNetCore", "LiveSubmissions.AspNetCore/Answers"],
        ["LiveSubmissions.AspNetCore/Wire"] = ["LiveSubmissions.AspNetCore"],
        ["LiveSubmissions.AspNetCore/Following"] = ["LiveSubmissions.AspNetCore", "LiveSubmissions.AspNetCore/Wire"],
        ["LiveSubmissions.AspNetCore/WebSockets"] = ["LiveSubmissions.AspNetCore", "LiveSubmissions.AspNetCore/Answers", "LiveSubmissions.AspNetCore/Following", "LiveSubmissions.AspNetCore/Origins", "LiveSubmissions.AspNetCore/Wire"],
        ["LiveSubmissions.AspNetCore/ServerSentEvents"] = ["LiveSubmissions.AspNetCore", "LiveSubmissions.AspNetCore/Answers", "LiveSubmissions.AspNetCore/Following", "LiveSubmissions.AspNetCore/Wire"],
        ["LiveSubmissions.AspNetCore/SignalR"] = ["LiveSubmissions.AspNetCore/Answers", "LiveSubmissions.AspNetCore/Following", "LiveSubmissions.AspNetCore/Origins", "LiveSubmissions.AspNetCore/Wire"],
        ["LiveSubmissions.AspNetCore/Polling"] = ["LiveSubmissions.AspNetCore/Answers", "LiveSubmissions.AspNetCore/Following", "LiveSubmissions.AspNetCore/Wire"],
        ["LiveSubmissions.AspNetCore/Doctor"] = ["LiveSubmissions.AspNetCore/Answers", "LiveSubmissions.AspNetCore/Origins"],
        ["LiveSubmissions.AspNetCore/Client"] = [],
        ["LiveSubmissions.AspNetCore/Registration"] = ["LiveSubmissions.AspNetCore", "LiveSubmissions.AspNetCore/Answers", "LiveSubmissions.AspNetCore/Client", "LiveSubmissions.AspNetCore/Doctor", "LiveSubmissions.AspNetCore/Following", "LiveSubmissions.AspNetCore/Origins", "LiveSubmissions.AspNetCore/Polling", "LiveSubmissions.AspNetCore/ServerSentEvents", "LiveSubmissions.AspNetCore/SignalR", "LiveSubmissions.AspNetCore/WebSockets"],

        ["LiveSubmissions.Tool"] = ["LiveSubmissions.Tool/Broadcast", "LiveSubmissions.Tool/CommandLine", "LiveSubmissions.Tool/Doctor", "LiveSubmissions.Tool/Trace", "LiveSubmissions.Tool/Watch"],
        ["LiveSubmissions.Tool/CommandLine"] = [],
        ["LiveSubmissions.Tool/Server"] = ["LiveSubmissions.Tool/CommandLine"],
        ["LiveSubmissions.Tool/Protocol"] = [],
        ["LiveSubmissions.Tool/Broadcast"] = ["LiveSubmissions.Tool/CommandLine", "LiveSubmissions.Tool/Server"],
        ["LiveSubmissions.Tool/Steps"] = ["LiveSubmissions.Tool/Broadcast", "LiveSubmissions.Tool/CommandLine", "LiveSubmissions.Tool/Protocol", "LiveSubmissions.Tool/Server"],
        ["LiveSubmissions.Tool/Doctor"] = ["LiveSubmissions.Tool/Broadcast", "LiveSubmissions.Tool/CommandLine", "LiveSubmissions.Tool/Server", "LiveSubmissions.Tool/Steps"],
        ["LiveSubmissions.Tool/Trace"] = ["LiveSubmissions.Tool/CommandLine"],
        ["LiveSubmissions.Tool/Watch"] = ["LiveSubmissions.Tool/CommandLine", "LiveSubmissions.Tool/Protocol", "LiveSubmissions.Tool/Server"],

        ["JudgeHost"] = ["JudgeHost/Hosting"],
        ["JudgeHost/Settings"] = [],
        ["JudgeHost/Problems"] = ["JudgeHost/Settings"],
        ["JudgeHost/Submissions"] = ["JudgeHost/Settings"],
        ["JudgeHost/Evaluation"] = ["JudgeHost/Problems", "JudgeHost/Settings"],
        ["JudgeHost/Worker"] = ["JudgeHost/Evaluation", "JudgeHost/Problems", "JudgeHost/Submissions"],
        ["JudgeHost/Queue"] = ["JudgeHost/Evaluation", "JudgeHost/Problems", "JudgeHost/Settings", "JudgeHost/Submissions", "JudgeHost/Worker"],
        ["JudgeHost/Api"] = ["JudgeHost/Evaluation", "JudgeHost/Problems", "JudgeHost/Queue", "JudgeHost/Settings", "JudgeHost/Submissions"],
        ["JudgeHost/Page"] = ["JudgeHost/Problems", "JudgeHost/Settings"],
        ["JudgeHost/Health"] = ["JudgeHost/Queue", "JudgeHost/Submissions"],
        ["JudgeHost/Telemetry"] = ["JudgeHost/Settings"],
        ["JudgeHost/Hosting"] = ["JudgeHost/Api", "JudgeHost/Health", "JudgeHost/Page", "JudgeHost/Problems", "JudgeHost/Queue", "JudgeHost/Settings", "JudgeHost/Submissions", "JudgeHost/Telemetry"],
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
