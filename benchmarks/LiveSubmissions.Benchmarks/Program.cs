using System.Globalization;
using BenchmarkDotNet.Running;
using LiveSubmissions.Benchmarks.Appends;

// dotnet run -c Release --project benchmarks/LiveSubmissions.Benchmarks -- appends [rounds [seconds]]
// dotnet run -c Release --project benchmarks/LiveSubmissions.Benchmarks -- --filter '*'
if (args is ["appends", .. var numbers])
{
    var rounds = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 5;
    var seconds = numbers.Length > 1 ? double.Parse(numbers[1], CultureInfo.InvariantCulture) : 2;
    await AppendComparison.RunAsync(rounds, TimeSpan.FromSeconds(seconds));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
