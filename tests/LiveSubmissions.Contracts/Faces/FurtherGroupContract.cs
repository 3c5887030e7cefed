namespace LiveSubmissions.Contracts.Faces;

/// <summary>What a face must keep under whose addresses a host can map groups of its own.</summary>
public abstract class FurtherGroupContract
{
    /// <summary>The face under test.</summary>
    protected abstract Face Face { get; }

    [Fact]
    public async Task A_further_groups_followers_hear_its_updates_alone_and_resume_in_its_own_log()
    {
        await using var host = await Face.StartAsync(new FaceSetup());
        await host.SayAsync(1, 1, user: "ada");
        await using var client = await Face.ConnectAsync(host, new FaceRequest(FaceView.User("ada"), "0"));
        var reading = new FaceReading(client);
        await reading.UntilUpdateOfAsync("1");

        await host.SayAsync(2, 1, user: "bob");
        await host.SayAsync(3, 1);
        await host.SayAsync(1, 2, user: "ada");

        Assert.Equal(2, FaceReading.StepOf(await reading.UntilUpdateOfAsync("1")));
        Assert.Equal(["1"], reading.States.Keys);
    }

    [Fact]
    public async Task Whom_the_hosts_own_check_does_not_let_in_is_told_why()
    {
        await using var host = await Face.StartAsync(new FaceSetup());
        await using var client = await Face.OpenAsync(host.Address, new FaceRequest(FaceView.User(FaceSetup.PrivateProblem)));

        Assert.Equal(4403, (await Assert.ThrowsAsync<Wire.WireClosedException>(() => client.ReceiveAsync())).Code);
    }
}
