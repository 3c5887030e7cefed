using System.Text;
using LiveSubmissions.Tool;
using LiveSubmissions.Tool.CommandLine;

// UTF-8 in every terminal, since the check marks are not ASCII; without a byte order mark.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await ToolCommands.RunAsync(args, new Output(Console.Out, Console.Error, Terminal.Create(Console.Out)), TimeProvider.System).ConfigureAwait(false);
