using LiveSubmissions.Tool.Protocol;
using LiveSubmissions.Tool.Watch;

namespace LiveSubmissions.Tool.Tests.Watch;

public sealed class FollowedStateTests : IWatchView
{
    private readonly FollowedState _state;
    private readonly List<string> _seen = [];

    public FollowedStateTests() => _state = new FollowedState(this);

    [Fact]
    public void The_position_is_what_was_taken_in_last()
    {
        Assert.Equal("0", _state.Position);
        _state.Take(new ServerMessage.Hello("e:5", Resumed: true, Complete: true, HeartbeatSeconds: 10));
        Assert.Equal("e:5", _state.Position);
        _state.Take(Update(sequence: 9));
        Assert.Equal("e:9", _state.Position);
        _state.Take(new ServerMessage.Heartbeat("e:12", Verified: true));

        Assert.Equal("e:12", _state.Position);
        Assert.Equal(TimeSpan.FromSeconds(25), _state.SilenceLimit);
    }

    [Fact]
    public void A_hello_that_could_not_resume_moves_nothing_and_a_resync_starts_over()
    {
        _state.Take(new ServerMessage.Hello("e:5", Resumed: true, Complete: true, HeartbeatSeconds: 10));
        _state.Take(new ServerMessage.Hello("f:1", Resumed: false, Complete: true, HeartbeatSeconds: 10));
        Assert.Equal("e:5", _state.Position);

        Assert.False(_state.Take(new ServerMessage.Resync("f:1", "epoch")));

        Assert.Equal("0", _state.Position);
        Assert.Contains(_seen, text => text.StartsWith("forgot", StringComparison.Ordinal));
    }

    [Fact]
    public void An_older_revision_is_not_shown()
    {
        _state.Take(Update(1, revision: 7));
        _state.Take(Update(2, revision: 6));

        Assert.Equal(["accepted 7"], _seen);
    }

    [Fact]
    public void Doubt_is_shown_until_it_is_over()
    {
        _state.Take(new ServerMessage.Hello("e:1", Resumed: true, Complete: true, HeartbeatSeconds: 10, Verified: false));
        _state.Take(new ServerMessage.Heartbeat("e:1", Verified: false));
        _state.Take(new ServerMessage.Heartbeat("e:1", Verified: true));

        Assert.Equal(["Doubtful", "Doubtful", "Live"], _seen);
    }

    void IWatchView.Updated(ServerMessage.Update update) => _seen.Add($"{update.Status} {update.Revision}");

    void IWatchView.Became(Freshness freshness, string why) => _seen.Add(freshness.ToString());

    void IWatchView.Forgot(string why) => _seen.Add($"forgot {why}");

    private static ServerMessage.Update Update(long sequence, long? revision = null) => new("42", "accepted", null, null, revision, null, sequence);
}
