using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Watch;
using Microsoft.Extensions.Time.Testing;

namespace LiveSubmissions.Tool.Tests.Watch;

public sealed class TableViewTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_table_shows_states_and_how_sure_it_is_of_them()
    {
        using var text = new StringWriter();
        var console = Terminal.Plain(text);
        var view = new TableView("Problem 1", console, _time);
        view.Updated(new ServerMessage.Update("42", "accepted", """{"accuracy":0.95}""", 0.5, 7, _time.GetUtcNow(), 1));
        view.Became(Freshness.Live, "");
        console.Write(view.Draw());
        Assert.Matches("42 .*accepted .*accuracy.*50 ?%.*7.*12:00:00", text.ToString());
        Assert.Contains("Live.", text.ToString(), StringComparison.Ordinal);

        view.Became(Freshness.Lost, "Trying again.");
        view.Forgot("lost");
        _time.Advance(TimeSpan.FromSeconds(5));
        console.Write(view.Draw());

        Assert.Contains("Lost for 5 s; what is shown may be old.", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("accepted (may be old)", text.ToString(), StringComparison.Ordinal);
    }
}
