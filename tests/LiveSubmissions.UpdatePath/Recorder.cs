namespace LiveSubmissions.UpdatePath;

/// <summary>Which source files had code executed. The instrumented assemblies of the library call it at the start of every method.</summary>
public static class Recorder
{
    private static readonly bool[] Seen = new bool[1024];
    private static volatile bool _isOn;

    /// <summary>The files, by the numbers that the instrumentation gave them.</summary>
    public static IEnumerable<int> Files => Enumerable.Range(0, Seen.Length).Where(static file => Seen[file]);

    /// <summary>Begins to record.</summary>
    public static void Start() => _isOn = true;

    /// <summary>Records no more.</summary>
    public static void Stop() => _isOn = false;

    /// <summary>A method of this file begins.</summary>
    public static void Hit(int file)
    {
        if (_isOn) Seen[file] = true;
    }
}
