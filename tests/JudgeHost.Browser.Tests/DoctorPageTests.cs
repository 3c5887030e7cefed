using JudgeHost.Tests.Processes;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests;

/// <summary>The doctor's page in a real browser: of a judge that is in order, and of broken ones.</summary>
[Collection(ProcessCollection.Name)]
public sealed class DoctorPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly Dictionary<string, string> Development = new() { ["ASPNETCORE_ENVIRONMENT"] = "Development" };

    [Fact]
    public async Task With_everything_right_every_step_is_ticked_and_the_manual_broadcast_arrives()
    {
        await using var judge = await Judge.OneProcessAsync(Development);
        await using var context = await chromium.NewContextAsync();
        var errors = new List<string>();
        var page = await OpenAsync(context, judge, errors);

        foreach (var step in new[] { "configuration", "transport", "round-trip", "nodes", "workers", "endpoint", "origin", "upgrade", "problem", "socket", "sse", "client" })
        {
            await ExpectAsync(page, step, "passed");
        }

        // There is no submission yet that could be compared.
        await ExpectAsync(page, "records", "not_run");
        await ExpectAsync(page, "heartbeat", "passed");
        await page.Locator("#broadcast").ClickAsync();
        await ExpectAsync(page, "stored", "passed");
        await ExpectAsync(page, "broadcast", "passed");
        await Assertions.Expect(page.Locator("#step-broadcast .finding")).ToContainTextAsync("\"submission_id\":999,\"status\":\"accepted\",\"metrics\":{\"test\":0.95}");
        await ExpectAsync(page, "shown", "passed");
        await Assertions.Expect(page.Locator("#verdict-title")).ToHaveTextAsync("Everything is in order");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task It_looks_again_by_itself_while_it_is_seen_says_when_and_its_headline_is_the_failed_sentence()
    {
        const string Refused = "Redis at localhost:6379, database 2 refuses connections.";
        await using var judge = await Judge.OneProcessAsync(Development);
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.Clock.InstallAsync();
        var (asked, isBroken) = (0, false);
        await page.RouteAsync("**/doctor.json", async route =>
        {
            Interlocked.Increment(ref asked);
            if (Volatile.Read(ref isBroken)) await route.FulfillAsync(new RouteFulfillOptions { Json = Report(Refused) });
            else await route.ContinueAsync();
        });
        await page.GotoAsync(Address(judge));
        var title = page.Locator("#verdict-title");
        await Assertions.Expect(title).ToHaveTextAsync("Everything is in order", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#verdict-when")).ToContainTextAsync("Looked at ");

        // A hidden page does not look. When it is shown again, it looks at once.
        Volatile.Write(ref isBroken, true);
        await HideAsync(page, true);
        var before = Volatile.Read(ref asked);
        await page.Clock.RunForAsync(600_000);
        Assert.Equal(before, Volatile.Read(ref asked));
        await HideAsync(page, false);
        await Assertions.Expect(title).ToHaveTextAsync(Refused);
        await Assertions.Expect(page.Locator("#verdict-text")).ToHaveTextAsync("Start it.");
        await Assertions.Expect(page.Locator("#step-transport .took")).ToHaveTextAsync("35 minutes");

        // It finds out by itself that the fault is gone.
        Volatile.Write(ref isBroken, false);
        await UntilLookedAsync(page);
        await page.Clock.FastForwardAsync(16_000);
        await Assertions.Expect(title).ToHaveTextAsync("Everything is in order", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });

        // Nor does it ask for ever.
        await UntilLookedAsync(page);
        await page.Clock.FastForwardAsync(3_700_000);
        await Assertions.Expect(page.Locator("#verdict-when")).ToContainTextAsync("press Look again");
        before = Volatile.Read(ref asked);
        await page.Clock.RunForAsync(60_000);
        Assert.Equal(before, Volatile.Read(ref asked));
    }

    [Fact]
    public async Task An_unknown_problem_is_named_with_its_fix_and_another_one_mends_it()
    {
        await using var judge = await Judge.OneProcessAsync(Development);
        await using var context = await chromium.NewContextAsync(width: 360, height: 740);
        var page = await OpenAsync(context, judge);
        await ExpectAsync(page, "client", "passed");

        await page.Locator("#problem").FillAsync("77");
        await page.Keyboard.PressAsync("Enter");
        await ExpectAsync(page, "problem", "failed");
        await Assertions.Expect(page.Locator("#step-problem")).ToContainTextAsync("4404");
        await Assertions.Expect(page.Locator("#step-problem .fix")).ToContainTextAsync("AddAccess");
        await ExpectAsync(page, "upgrade", "passed");
        await ExpectAsync(page, "socket", "not_run");
        await Assertions.Expect(page.Locator("#verdict-title")).ToContainTextAsync("The server closed the socket with 4404");
        await Assertions.Expect(page.Locator("#verdict-step")).ToHaveTextAsync("Step problem");
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await page.Locator("#problem").FillAsync("2");
        await page.Keyboard.PressAsync("Enter");
        await ExpectAsync(page, "socket", "passed");
    }

    [Fact]
    public async Task Without_a_channel_layer_the_first_cross_is_the_configuration_and_the_socket_says_so_too()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var judge = await Judge.SeparateAsync(redis, workers: 0, new Dictionary<string, string>(Development) { ["CHANNEL_LAYER_REDIS_URL"] = " " });
        await using var context = await chromium.NewContextAsync();
        var page = await OpenAsync(context, judge);

        await ExpectAsync(page, "configuration", "failed");
        await Assertions.Expect(page.Locator("#step-configuration .fix")).ToContainTextAsync("CHANNEL_LAYER_REDIS_URL");
        await ExpectAsync(page, "transport", "not_run");
        await ExpectAsync(page, "socket", "failed");
        await Assertions.Expect(page.Locator("#step-socket")).ToContainTextAsync("4500");
        await Assertions.Expect(page.Locator("#verdict-title")).ToContainTextAsync("CHANNEL_LAYER_REDIS_URL is blank");
        await Assertions.Expect(page.Locator("#verdict-step")).ToHaveTextAsync("Step configuration");
        await page.Locator("#broadcast").ClickAsync();
        await ExpectAsync(page, "stored", "failed");
        await Assertions.Expect(page.Locator("#step-stored")).ToContainTextAsync("skipped");
    }

    [Fact]
    public async Task A_dropped_upgrade_and_a_buffered_stream_and_a_refused_origin_are_told_apart()
    {
        await using var judge = await Judge.OneProcessAsync(Development);
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();

        // What a proxy does that speaks plain HTTP only.
        await page.AddInitScriptAsync("const Real = WebSocket; window.WebSocket = class extends Real { constructor(url, protocols) { super(url.toString().replace('/ws/', '/nothing/'), protocols); } };");
        await page.GotoAsync(Address(judge));
        await ExpectAsync(page, "endpoint", "passed");
        await ExpectAsync(page, "upgrade", "failed");
        await Assertions.Expect(page.Locator("#step-upgrade .fix")).ToContainTextAsync("proxy_set_header Upgrade");

        await using var second = await chromium.NewContextAsync();
        var buffered = await second.NewPageAsync();
        await buffered.RouteAsync("**/sse/**", _ => Task.CompletedTask);
        await buffered.GotoAsync(Address(judge));
        await ExpectAsync(buffered, "sse", "failed");
        await Assertions.Expect(buffered.Locator("#step-sse .fix")).ToContainTextAsync("proxy_buffering off");
        await ExpectAsync(buffered, "client", "passed");

        await using var third = await chromium.NewContextAsync();
        var foreign = await third.NewPageAsync();
        await foreign.RouteAsync("**/live-submissions/broadcast", static route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = 403,
            Body = "Pages of the origin https://judge.example may not connect here.",
        }));
        await foreign.GotoAsync(Address(judge));
        await ExpectAsync(foreign, "origin", "failed");
        await Assertions.Expect(foreign.Locator("#step-origin .fix")).ToContainTextAsync("https://judge.example");
    }

    private static object Report(string finding) => new
    {
        steps = new[] { new { id = "transport", question = "Does Redis answer?", outcome = "failed", finding, fix = "Start it.", took_ms = 2_100_000 } },
    };

    private static Task HideAsync(IPage page, bool hide) => page.EvaluateAsync(
        "hide => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hide }); document.dispatchEvent(new Event('visibilitychange')); }", hide);

    private static Task UntilLookedAsync(IPage page) => Assertions.Expect(page.Locator("#verdict-when"))
        .ToContainTextAsync("Looked at ", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });

    private static string Address(Judge judge) => $"http://localhost:{judge.BackendPort}/live-submissions/doctor";

    private static async Task<IPage> OpenAsync(IBrowserContext context, Judge judge, List<string>? errors = null)
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => errors?.Add(error);
        await page.GotoAsync(Address(judge));
        return page;
    }

    private static Task ExpectAsync(IPage page, string step, string outcome) => Assertions.Expect(page.Locator($"#step-{step}"))
        .ToHaveAttributeAsync("data-state", outcome, new LocatorAssertionsToHaveAttributeOptions { Timeout = 30_000 });
}
