using System.Diagnostics;
using System.Text;
using JudgeHost.Tests;

namespace LiveSubmissions.Doctor.Tests.Processes;

/// <summary>The tool of another major version: the same program, whose library says so of itself.</summary>
internal sealed class OtherMajor : IDisposable
{
    private const string Library = "LiveSubmissions.dll";
    private const char Major = '7';

    private readonly TemporaryFolder _folder = new();

    public OtherMajor()
    {
        foreach (var file in Directory.EnumerateFiles(DoctorTool.Built.Folder))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        Rewrite(Path.Combine(_folder.Path, Library));
        Tool = new DoctorTool(_folder.Path);
    }

    public DoctorTool Tool { get; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes another digit into the assembly's version, in the place where its attribute has it.</summary>
    private static void Rewrite(string library)
    {
        var version = FileVersionInfo.GetVersionInfo(library).ProductVersion!;
        var bytes = File.ReadAllBytes(library);

        // An attribute's text stands behind its length.
        byte[] text = [(byte)version.Length, .. Encoding.UTF8.GetBytes(version)];
        var at = bytes.AsSpan().IndexOf(text);
        if (at < 0 || version[0] == Major) throw new InvalidOperationException($"{library} does not have its version {version} where it was looked for.");
        bytes[at + 1] = (byte)Major;
        File.WriteAllBytes(library, bytes);
    }
}
