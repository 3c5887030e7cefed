namespace LiveSubmissions.Redis.Scripts;

/// <summary>The scripts, read from the assembly: each begins with <c>log.lua</c>.</summary>
internal static class RedisScripts
{
    public static string Append { get; } = Load("append.lua");

    public static string Read { get; } = Load("read.lua");

    public static string Ends { get; } = Load("ends.lua");

    public static string Fence { get; } = Load("fence.lua");

    private static string Load(string name) => $"{Resource("log.lua")}\n{Resource(name)}";

    private static string Resource(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
