using System.Globalization;
using System.Text;
using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Watch;

/// <summary>One line per update, for files and other programs; what is known of the connection goes to the error stream.</summary>
internal sealed class LineView(TextWriter updates, TextWriter notes) : IWatchView
{
    public void Updated(ServerMessage.Update update)
    {
        var line = new StringBuilder();
        if (update.At is { } at) line.Append(at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture));
        line.Append(CultureInfo.InvariantCulture, $"submission_id={update.Submission} status={update.Status}");
        if (update.Progress is { } progress) line.Append(CultureInfo.InvariantCulture, $" progress={progress:0.###}");
        if (update.Revision is { } revision) line.Append(CultureInfo.InvariantCulture, $" revision={revision}");
        if (update.Metrics is { } metrics) line.Append(CultureInfo.InvariantCulture, $" metrics={metrics}");
        updates.WriteLine(line);
        updates.Flush();
    }

    public void Became(Freshness freshness, string why) => notes.WriteLine($"[{freshness.ToString().ToLowerInvariant()}] {why}");

    public void Forgot(string why) => notes.WriteLine($"[resync] {why}");
}
