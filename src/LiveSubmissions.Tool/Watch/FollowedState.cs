using LiveSubmissions.Tool.Protocol;

namespace LiveSubmissions.Tool.Watch;

/// <summary>What a client must remember, as docs/protocol.md says: its position, and of each submission the greatest revision.</summary>
internal sealed class FollowedState(IWatchView view)
{
    /// <summary>All that the log retains.</summary>
    public const string FromTheBeginning = "0";

    private const string Doubt = "The server cannot compare itself with its log now.";

    private readonly Dictionary<string, long> _revisions = [];

    /// <summary>Where to go on from.</summary>
    public string Position { get; private set; } = FromTheBeginning;

    /// <summary>How long a connection may be silent before it is dead.</summary>
    public TimeSpan Patience { get; private set; } = TimeSpan.FromSeconds(25);

    /// <summary>Takes a message in.</summary>
    /// <returns>Whether the connection is still the right one; not after a resync, since the data must be loaded anew.</returns>
    public bool Take(ServerMessage message)
    {
        switch (message)
        {
            case ServerMessage.Hello hello:
                Patience = TimeSpan.FromSeconds(Math.Clamp(hello.HeartbeatSeconds, 0.1, 3600) * 2.5);
                if (hello.Resumed) Position = hello.Position;
                if (hello.Verified) view.Became(Freshness.Live, hello.Complete ? "" : "The log no longer has the states of some submissions.");
                else view.Became(Freshness.Doubtful, Doubt);
                return true;
            case ServerMessage.Update update:
                Update(update);
                return true;
            case ServerMessage.Heartbeat heartbeat:
                Position = heartbeat.Position;
                view.Became(heartbeat.Verified ? Freshness.Live : Freshness.Doubtful, heartbeat.Verified ? "" : Doubt);
                return true;
            case ServerMessage.Resync resync:
                // An application's page would load its data; the tool has the log, which retains the newest states.
                Position = FromTheBeginning;
                view.Forgot($"What came in between is not known ({resync.Reason}); loading what the log has.");
                return false;
            default:
                return true;
        }
    }

    private void Update(ServerMessage.Update update)
    {
        if (FeedPosition.TryParse(Position, out var position) && position.Epoch is { } epoch) Position = new FeedPosition(epoch, update.Sequence).ToString();
        if (update.Revision is { } revision)
        {
            if (_revisions.TryGetValue(update.Submission, out var shown) && revision < shown) return;
            _revisions[update.Submission] = revision;
        }

        view.Updated(update);
    }
}
