using System.Globalization;
using LiveSubmissions.Tool.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LiveSubmissions.Tool.Watch;

/// <summary>A table that changes in place. The newest update is in the first row.</summary>
internal sealed class TableView(string title, IAnsiConsole console, TimeProvider time) : IWatchView
{
    /// <summary>The title, the header, the borders and the line below.</summary>
    private const int OtherLines = 7;

    /// <summary>After so many failures in a row the command ends: a table that does not change would look as if it were up to date.</summary>
    private const int MaxFailures = 10;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedRow> _rows = [];
    private Freshness _freshness = Freshness.Connecting;
    private string _why = "";
    private DateTimeOffset _since = time.GetUtcNow();

    /// <summary>Draws until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => console.Live(Draw()).AutoClear(false).StartAsync(async live =>
    {
        var failures = 0;
        try
        {
            while (true)
            {
                try
                {
                    live.UpdateTarget(Draw());
                    failures = 0;
                }
                catch (Exception) when (++failures < MaxFailures)
                {
                    // For instance because the terminal is being resized. The table is drawn again soon.
                }

                await Task.Delay(Refresh, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            live.UpdateTarget(Draw());
        }
    });

    public void Updated(ServerMessage.Update update)
    {
        lock (_gate) _rows[update.Submission] = new WatchedRow(update, Confirmed: true);
    }

    public void Became(Freshness freshness, string why)
    {
        lock (_gate)
        {
            if (_freshness != freshness) _since = time.GetUtcNow();
            (_freshness, _why) = (freshness, why);
        }
    }

    public void Forgot(string why)
    {
        lock (_gate)
        {
            foreach (var (id, row) in _rows) _rows[id] = row with { Confirmed = false };
        }
    }

    internal IRenderable Draw()
    {
        lock (_gate)
        {
            var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(title)) };
            table.AddColumns("submission", "status", "metrics", "progress", "revision", "when (UTC)");
            foreach (var row in _rows.Values.OrderByDescending(row => row.Update.Sequence).Take(Math.Max(3, console.Profile.Height - OtherLines))) AddRow(table, row);
            return new Rows(table, State());
        }
    }

    private static void AddRow(Table table, WatchedRow row)
    {
        var update = row.Update;
        var style = row.Confirmed ? Style.Plain : new Style(Color.Grey);
        table.AddRow(
            new Text(update.Submission, style),
            new Text(row.Confirmed ? update.Status : $"{update.Status} (may be old)", style),
            new Text(update.Metrics ?? "", style) { Overflow = Overflow.Ellipsis },
            new Text(update.Progress is { } progress ? progress.ToString("P0", CultureInfo.InvariantCulture) : "", style),
            new Text(update.Revision?.ToString(CultureInfo.InvariantCulture) ?? "", style),
            new Text(update.At?.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "", style));
    }

    private Text State()
    {
        var lasts = Printable.Seconds(Math.Floor((time.GetUtcNow() - _since).TotalSeconds));
        return _freshness == Freshness.Live
            ? new Text($"Live. {_why}", new Style(Color.Green))
            : new Text($"{_freshness} for {lasts}; what is shown may be old. {_why}", new Style(Color.Yellow));
    }
}

/// <summary>A submission's newest state.</summary>
/// <param name="Update">The server's message.</param>
/// <param name="Confirmed">Whether it is known to be the newest. It is not after the server has lost updates.</param>
internal sealed record WatchedRow(ServerMessage.Update Update, bool Confirmed);
