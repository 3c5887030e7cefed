namespace LiveSubmissions.Tool.CommandLine;

/// <summary>What the tool's process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All is in order; what was asked for was done.</summary>
    public const int Ok = 0;

    /// <summary>Something is broken; what was asked for was not done.</summary>
    public const int Broken = 1;

    /// <summary>The tool was called wrongly.</summary>
    public const int WrongUsage = 2;
}
