namespace JudgeHost.Browser.Tests.Honesty;

/// <summary>
/// Whether an indicator was honest: it never said <c>live</c> when the page had been without the truth for longer than the limit.
/// </summary>
/// <remarks>
/// A page is without the truth since the last message that told it (a heartbeat with <c>verified: false</c> tells none), and since the beginning of an
/// outage that the test has made, whatever the server then said. While none of the page's code ran, nothing could be shown; from the moment it runs
/// again, it counts.
/// </remarks>
/// <param name="limit">How long a page may say <c>live</c> without the truth: two and a half heartbeats.</param>
internal sealed class HonestyWatch(TimeSpan limit)
{
    /// <summary>How late a busy machine may run a timer that is due.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly List<Span> _outages = [];

    /// <summary>Notes an outage: between these moments nothing that is true could reach the page.</summary>
    public void Note(Span outage) => _outages.Add(outage);

    /// <summary>Every lie, in words; none if the indicator was honest.</summary>
    public IReadOnlyList<string> Lies(Recording page) =>
        [.. LiesOf("the indicator", page.Shown, page), .. LiesOf("the client", page.Told, page)];

    private IEnumerable<string> LiesOf(string who, IReadOnlyList<ShownState> states, Recording page)
    {
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i].State != "live") continue;
            var live = new Span(states[i].At, i + 1 < states.Count ? states[i + 1].At : page.Now);
            foreach (var dark in Silences(page).Concat(_outages))
            {
                if (live.Overlap(Forbidden(dark, page.Asleep)) is { } lie && lie.Length > 0)
                {
                    yield return $"{who} said live for {lie.Length:0} ms up to {lie.To - dark.From:0} ms after the truth was last told (at {dark.From:0})";
                }
            }
        }
    }

    /// <summary>Between each two messages that tell the truth, and after the last.</summary>
    private static IEnumerable<Span> Silences(Recording page)
    {
        double? since = null;
        foreach (var truth in page.Heard.Where(static message => message.Verified).Select(static message => message.At).Append(page.Now))
        {
            if (since is { } from) yield return new Span(from, truth);
            since = truth;
        }
    }

    /// <summary>The part of a time without the truth in which <c>live</c> is a lie.</summary>
    private Span Forbidden(Span dark, IReadOnlyList<Span> asleep)
    {
        var from = dark.From + limit.TotalMilliseconds;
        foreach (var sleep in asleep)
        {
            if (sleep.From <= from && from < sleep.To) from = sleep.To;
        }

        return new Span(from + Grace.TotalMilliseconds, dark.To);
    }
}
