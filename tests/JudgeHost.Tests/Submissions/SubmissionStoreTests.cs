using JudgeHost.Submissions;
using LiveSubmissions;

namespace JudgeHost.Tests.Submissions;

public sealed class SubmissionStoreTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoreOnDisk _here;
    private readonly StoreOnDisk _there;

    public SubmissionStoreTests()
    {
        _here = new StoreOnDisk(_folder.Path);
        _there = new StoreOnDisk(_folder.Path);
    }

    public Task InitializeAsync() => _here.CreateAsync();

    public async Task DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_submission_is_queued_at_revision_1_and_its_file_is_as_it_was_sent()
    {
        var row = await AddAsync();

        Assert.Equal(("queued", 1L, 1), (row.Status, row.Revision, row.Attempt));
        Assert.Equal("id,prediction\n"u8.ToArray(), await _there.Store.ReadFileAsync(row.Id, default));
    }

    [Fact]
    public async Task Every_save_makes_the_revision_grow()
    {
        var row = await AddAsync();
        var revisions = new List<long> { row.Revision };
        revisions.Add((await _here.Store.ChangeAsync(row.Id, (now, at) => now.Begin(1, at), default))!.Revision);
        revisions.Add((await _there.Store.ChangeAsync(row.Id, (now, _) => now.Report(1, 0.5, "{}"), default))!.Revision);
        revisions.Add((await _here.Store.ChangeAsync(row.Id, (now, at) => now.Finish(1, SubmissionStatus.Accepted, "{}", at), default))!.Revision);

        Assert.Equal([1, 2, 3, 4], revisions);
        Assert.Equal(4, (await _there.Store.FindAsync(row.Id, default))!.Revision);
    }

    [Fact]
    public async Task A_save_by_an_attempt_that_is_no_longer_the_rows_is_refused_and_leaves_the_revision()
    {
        var row = await AddAsync();
        await _here.Store.ChangeAsync(row.Id, (now, at) => now.Begin(1, at), default);
        var again = await _there.Store.ChangeAsync(row.Id, Again, default);

        var zombie = await _here.Store.ChangeAsync(row.Id, (now, at) => now.Finish(1, SubmissionStatus.Accepted, "{}", at), default);

        Assert.Null(zombie);
        var now = await _there.Store.FindAsync(row.Id, default);
        Assert.Equal((again!.Revision, "queued", 2), (now!.Revision, now.Status, now.Attempt));
    }

    [Fact]
    public async Task Of_many_that_want_the_same_job_one_gets_it()
    {
        var row = await AddAsync();
        var takers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            (i % 2 == 0 ? _here : _there).Store.ChangeAsync(row.Id, (now, at) => now.Begin(1, at), default))));

        Assert.Single(takers, taker => taker is not null);
        Assert.Equal(2, (await _here.Store.FindAsync(row.Id, default))!.Revision);
    }

    [Fact]
    public async Task Changes_from_two_processes_at_once_are_all_kept_in_some_order()
    {
        var row = await AddAsync();
        var revisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            (await (i % 2 == 0 ? _here : _there).Store.ChangeAsync(row.Id, Again, default))!.Revision)));

        Assert.Equal(Enumerable.Range(2, 20).Select(i => (long)i), revisions.Order());
        Assert.Equal(21, (await _here.Store.FindAsync(row.Id, default))!.Attempt);
    }

    [Fact]
    public async Task The_newest_come_first_of_one_problem_only_and_no_more_than_asked_for()
    {
        for (var i = 0; i < 5; i++) await AddAsync();
        await _here.Store.AddAsync(2, null, "other.csv", [], default);

        var newest = await _there.Store.NewestAsync(1, limit: 3, default);

        Assert.Equal([5, 4, 3], newest.Select(row => row.Id));
    }

    [Fact]
    public async Task Times_come_back_as_utc()
    {
        var row = await AddAsync();

        Assert.Equal(DateTimeKind.Utc, (await _there.Store.FindAsync(row.Id, default))!.CreatedAt.Kind);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        Assert.Null(await _here.Store.FindAsync(77, default));
        Assert.Null(await _here.Store.ChangeAsync(77, Again, default));
    }

    private static bool Again(Submission row, DateTime now)
    {
        row.QueueAgain();
        return true;
    }

    private Task<Submission> AddAsync() => _here.Store.AddAsync(1, "ann", "predictions.csv", "id,prediction\n"u8.ToArray(), default);
}
