using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.CommandLine;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>Stands for the configuration when the Redis URL cannot even be read.</summary>
internal sealed class WrongSettingStep(IDiagnosticStep configuration, string cause) : IDiagnosticStep
{
    public string Id => configuration.Id;

    public string Question => configuration.Question;

    public bool Blocks => true;

    public ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken) => new(DiagnosticResult.Failed(
        cause, $"Correct {CommonOptions.RedisSetting} (or --redis): redis://user:password@host:port/database, special characters percent-encoded."));
}
