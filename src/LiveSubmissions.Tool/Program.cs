using System.Text;
using LiveSubmissions.Tool.CommandLine;

namespace LiveSubmissions.Tool;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // UTF-8 in every terminal, since the check marks are not ASCII; without a byte order mark.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return ToolCommands.RunAsync(args, new Output(Console.Out, Console.Error, Terminal.Create(Console.Out)), TimeProvider.System);
    }
}
