using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Broadcast;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Steps;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>All steps in the order of an update's way: the library's steps, with the steps that need a URL or a submission in between.</summary>
internal static class Checklist
{
    private const string NoRedis = "Name the Redis with --redis, or set " + CommonOptions.RedisSetting + ".";
    private const string NoServer = "Name the web app with --url.";

    /// <summary>The library's step after which the steps of the URL come.</summary>
    private const string LastOfRedis = "round-trip";

    public static IReadOnlyList<IDiagnosticStep> Create(DoctorRequest request, RedisServices services, ServerVisit? visit, TimeProvider time)
    {
        var library = LibrarySteps(request, services);
        var last = library.FindIndex(step => step.Id == LastOfRedis);
        return [.. library[..(last + 1)], .. ServerSteps(request, services, visit, time), .. library[(last + 1)..], ForSubmission(request, services, time)];
    }

    private static List<IDiagnosticStep> LibrarySteps(DoctorRequest request, RedisServices services)
    {
        var steps = services.Get<DiagnosticSteps>().All;
        if (request.Redis is null && request.Server is not null) return [.. steps.Select(step => WithoutOption(step, NoRedis))];
        var wrong = RedisServices.UrlError(request.Redis);
        return wrong is null ? [.. steps] : [new WrongSettingStep(steps[0], wrong), .. steps.Skip(1)];
    }

    private static IEnumerable<IDiagnosticStep> ServerSteps(DoctorRequest request, RedisServices services, ServerVisit? visit, TimeProvider time)
    {
        // Without a server the steps do not run, but the checklist still shows their questions.
        var seen = visit ?? new ServerVisit(request, Server.ServerUrl.Parse("http://localhost", "--url"));
        var hasRedis = !string.IsNullOrWhiteSpace(request.Redis) && RedisServices.UrlError(request.Redis) is null;
        UpdateSender broadcast = hasRedis ? new RedisSender(services.Get<ISubmissionBroadcaster>()) : new HostSender(seen.Server, seen.Http);
        IDiagnosticStep sameRedis = new SameRedisStep(seen, services.Get<ISubmissionTransport>());
        IDiagnosticStep origin = new OriginStep(seen);
        IDiagnosticStep[] steps =
        [
            new EndpointStep(seen),
            new UpgradeStep(seen, time),
            request.Origin is null ? WithoutOption(origin, "Name the page's origin with --origin, for instance http://localhost:8101.") : origin,
            new ProblemStep(seen, time),
            request.Redis is null ? WithoutOption(sameRedis, NoRedis) : sameRedis,
            new SocketStep(seen, broadcast, time),
            new SseStep(seen, time),
        ];
        return visit is null ? steps.Select(step => WithoutOption(step, NoServer)) : steps;
    }

    private static IDiagnosticStep ForSubmission(DoctorRequest request, RedisServices services, TimeProvider time)
    {
        const string Question = "What became of the submission?";
        if (request.Submission is null) return new StepWithoutOption("submission", Question, "Name it with --submission and --problem.");
        if (request.Redis is null) return new StepWithoutOption("submission", Question, NoRedis);
        return new SubmissionStep(request, services.Get<ISubmissionTransport>(), services.Get<ISubmissionGroupNaming>(), time);
    }

    private static StepWithoutOption WithoutOption(IDiagnosticStep step, string why) => new(step.Id, step.Question, why);
}

/// <summary>A step that the checklist shows and that does not run, since an option is missing.</summary>
internal sealed class StepWithoutOption(string id, string question, string why) : IDiagnosticStep
{
    public string Id => id;

    public string Question => question;

    public IReadOnlyList<string> Needs => [];

    public ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken) => new(DiagnosticResult.NotRun(why));
}

/// <summary>Replaces the configuration step if the Redis URL is not valid.</summary>
internal sealed class WrongSettingStep(IDiagnosticStep configuration, string cause) : IDiagnosticStep
{
    public string Id => configuration.Id;

    public string Question => configuration.Question;

    public bool Blocks => true;

    public ValueTask<DiagnosticResult> RunAsync(DiagnosticContext context, CancellationToken cancellationToken) => new(DiagnosticResult.Failed(
        cause, $"Correct {CommonOptions.RedisSetting} (or --redis): redis://user:password@host:port/database, special characters percent-encoded."));
}
