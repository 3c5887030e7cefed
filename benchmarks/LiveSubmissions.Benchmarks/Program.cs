using BenchmarkDotNet.Running;

// dotnet run -c Release --project benchmarks/LiveSubmissions.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
