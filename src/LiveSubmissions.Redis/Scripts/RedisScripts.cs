using System.Security.Cryptography;
using System.Text;

namespace LiveSubmissions.Redis.Scripts;

/// <summary>The scripts, read from the assembly: each begins with <c>log.lua</c>.</summary>
internal static class RedisScripts
{
    public static string Append { get; } = Load("append.lua");

    /// <summary>What a server calls <see cref="Append"/> once it has it.</summary>
    public static byte[] AppendHash { get; } = HashOf(Append);

    public static string Read { get; } = Load("read.lua");

    public static string Ends { get; } = Load("ends.lua");

    public static string Loss { get; } = Load("loss.lua");

    public static string Fence { get; } = Load("fence.lua");

    private static string Load(string name) => $"{Resource("log.lua")}\n{Resource(name)}";

#pragma warning disable CA5350 // The server's own name for a script, which is a SHA-1; it guards nothing.
    private static byte[] HashOf(string script) => SHA1.HashData(Encoding.UTF8.GetBytes(script));
#pragma warning restore CA5350

    private static string Resource(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
