using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LiveSubmissions.AspNetCore.Tests.Hosting;

/// <summary>tests/clients: the scripts of the clients that are not .NET, and the packages that these need, which the first who asks installs.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    /// <summary>Where the scripts are.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../clients"));

    /// <summary>Complete once the packages are there.</summary>
    /// <exception cref="InvalidOperationException">npm is not installed, or the packages cannot be had.</exception>
    public static Task InstalledAsync() => Installation.Value;

    private static async Task InstallAsync()
    {
        using var install = Process.Start(new ProcessStartInfo("bash", ["install.sh"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(install.StandardOutput.ReadToEndAsync(), install.StandardError.ReadToEndAsync()).WaitAsync(Deadline);
        await install.WaitForExitAsync().WaitAsync(Deadline);
        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"tests/clients/install.sh ended with {install.ExitCode}; it needs Node 20 or newer with npm. {string.Concat(said)}");
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
