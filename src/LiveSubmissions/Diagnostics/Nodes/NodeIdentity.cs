using System.Reflection;
using System.Security.Cryptography;

namespace LiveSubmissions.Diagnostics.Nodes;

/// <summary>Who this process is, to the others.</summary>
internal sealed class NodeIdentity
{
    private const int IdLength = 16;

    /// <summary>Random, made anew whenever the process starts.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>The library's version, without what a build adds to it.</summary>
    public static string Version { get; } =
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
