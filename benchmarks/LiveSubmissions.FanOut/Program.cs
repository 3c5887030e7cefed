using LiveSubmissions.FanOut.Appends;
using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Machine;
using LiveSubmissions.FanOut.Publishing;
using LiveSubmissions.FanOut.Servers;

namespace LiveSubmissions.FanOut;

/// <summary>
/// The side-by-side benchmark. <c>run</c>, the default, starts this very program again for each server, publisher and load client:
/// <c>dotnet run -c Release --project benchmarks/LiveSubmissions.FanOut -- run --help</c>.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        FileLimit.Raise();
        var role = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "run";
        var arguments = new Arguments(args.Length > 0 && args[0] == role ? args[1..] : args);
        switch (role)
        {
            case "run": return await RunCommand.RunAsync(arguments);
            case "server": return await ServerRole.RunAsync(arguments);
            case "publisher": return await PublisherRole.RunAsync(arguments);
            case "clients": return ClientsRole.Run();
            case "appends": return await AppendsRole.RunAsync(arguments);
            default:
                await Console.Error.WriteLineAsync($"There is no role {role}: run, server, publisher, clients, appends.");
                return 2;
        }
    }
}
