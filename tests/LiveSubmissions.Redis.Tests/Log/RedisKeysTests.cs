using LiveSubmissions.Redis.Scripts;

namespace LiveSubmissions.Redis.Tests.Log;

public sealed class RedisKeysTests
{
    [Fact]
    public void A_groups_keys_are_its_logs_and_its_channel_and_made_once()
    {
        var keys = new RedisKeys("live-submissions", database: 2);
        var group = new SubmissionGroup("problem_submissions_1");

        Assert.Equal([.. keys.Log(group), keys.Channel(group)], keys.LogAndChannel(group));
        Assert.Same(keys.LogAndChannel(group), keys.LogAndChannel(group));
    }

    [Fact]
    public void Beyond_its_capacity_it_still_knows_each_groups_keys()
    {
        var keys = new RedisKeys("live-submissions", database: 2, capacity: 3);
        foreach (var number in Enumerable.Range(0, 20))
        {
            var group = new SubmissionGroup($"problem_submissions_{number % 7}");
            Assert.Equal([.. keys.Log(group), keys.Channel(group)], keys.LogAndChannel(group));
        }
    }
}
