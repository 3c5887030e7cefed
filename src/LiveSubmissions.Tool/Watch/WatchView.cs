using System.Globalization;
using System.Text;
using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Watch;

/// <summary>Shows submissions' states. The methods are called one at a time.</summary>
internal interface IWatchView
{
    void Updated(ServerMessage.Update update);

    /// <summary>The freshness of the states has changed.</summary>
    void Became(Freshness freshness, string why);

    /// <summary>The server has lost the updates in between: each row may be old until its state comes again.</summary>
    void Forgot(string why);
}

/// <summary>Whether the states that are shown are the newest.</summary>
internal enum Freshness
{
    /// <summary>There is no connection yet.</summary>
    Connecting,

    /// <summary>The newest states are shown.</summary>
    Live,

    /// <summary>The server answers, but does not know whether its states are the newest.</summary>
    Doubtful,

    /// <summary>The connection is lost. The client connects again.</summary>
    Lost,
}

/// <summary>Writes one line per update, for files and other programs. News of the connection goes to the error stream.</summary>
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
