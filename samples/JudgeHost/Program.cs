namespace JudgeHost;

internal static class Program
{
    private static Task<int> Main(string[] args) => Hosting.JudgeProgram.RunAsync(args);
}
