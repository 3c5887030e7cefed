using System.Text;
using LiveSubmissions.Tool.CommandLine;

// Without a byte order mark, and whatever the terminal's language is: ticks are not ASCII.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await ToolCommands.RunAsync(args, new Output(Console.Out, Console.Error, Terminal.Create(Console.Out)), TimeProvider.System).ConfigureAwait(false);
