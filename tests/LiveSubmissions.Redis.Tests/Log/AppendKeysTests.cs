using LiveSubmissions.Redis.Log;

namespace LiveSubmissions.Redis.Tests.Log;

public sealed class AppendKeysTests
{
    private readonly RedisKeys _keys = new("live-submissions", database: 2);

    [Fact]
    public void A_groups_keys_are_its_logs_and_its_channel_and_made_once()
    {
        var keys = new AppendKeys(_keys);
        var group = new SubmissionGroup("problem_submissions_1");

        Assert.Equal(_keys.LogAndChannel(group), keys.Of(group));
        Assert.Same(keys.Of(group), keys.Of(group));
    }

    [Fact]
    public void Beyond_its_capacity_it_still_knows_each_groups_keys()
    {
        var keys = new AppendKeys(_keys, capacity: 3);
        foreach (var number in Enumerable.Range(0, 20))
        {
            var group = new SubmissionGroup($"problem_submissions_{number % 7}");
            Assert.Equal(_keys.LogAndChannel(group), keys.Of(group));
        }
    }
}
