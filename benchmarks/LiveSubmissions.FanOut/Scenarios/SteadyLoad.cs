using LiveSubmissions.FanOut.Clients;
using LiveSubmissions.FanOut.Publishing;

namespace LiveSubmissions.FanOut.Scenarios;

/// <summary>Updates at a steady rate to a number of clients.</summary>
internal sealed record SteadyLoad
{
    public required int Clients { get; init; }

    public required int Groups { get; init; }

    /// <summary>Updates a second, over all groups.</summary>
    public required double Rate { get; init; }

    public required double Seconds { get; init; }

    /// <summary>How long updates go before anything counts: code is compiled, buffers are there.</summary>
    public required double WarmUp { get; init; }

    /// <summary>Submissions of a group: at these rates each is updated seconds apart, so that nothing may be superseded.</summary>
    public int Submissions { get; init; } = 5000;

    public int Padding { get; init; }

    /// <summary>How many submissions the log holds before the first client comes, in one group; each has had one update.</summary>
    public int Retained { get; init; }

    /// <summary>The running number, in each group, of the first update that counts.</summary>
    public int FirstCounted => (Whole(WarmUp) / Groups) + Retained;

    /// <summary>How many deliveries there are if none is lost.</summary>
    public long Deliveries => (long)Whole(Seconds) / Groups * Clients;

    public ClientOrder Open => new()
    {
        Do = ClientAction.Open,
        Clients = Clients,
        Groups = Groups,
        Submissions = Submissions,

        // Well below the time between two updates of a client, or they come together and only the last one's time is known.
        PauseMilliseconds = Math.Clamp((int)(Groups / Rate * 1000 / 4), ClientOrder.ShortestPause, ClientOrder.LongestPause),
    };

    public PublishOrder WarmUpUpdates => Updates(WarmUp);

    public PublishOrder CountedUpdates => Updates(Seconds);

    private PublishOrder Updates(double seconds) =>
        new() { Updates = Whole(seconds), Rate = Rate, Groups = Groups, Submissions = Submissions, Padding = Padding };

    /// <summary>The updates of so many seconds, as many to each group.</summary>
    private int Whole(double seconds) => Math.Max(1, (int)Math.Round(Rate * seconds / Groups)) * Groups;
}
