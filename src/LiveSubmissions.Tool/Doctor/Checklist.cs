using LiveSubmissions.Diagnostics;
using LiveSubmissions.Tool.Broadcast;
using LiveSubmissions.Tool.CommandLine;
using LiveSubmissions.Tool.Steps;
using LiveSubmissions.Transport;

namespace LiveSubmissions.Tool.Doctor;

/// <summary>All steps in their order, the way of an update: those of the library, and where they belong, those that need a URL or a submission.</summary>
internal static class Checklist
{
    private const string NoRedis = "Say which Redis with --redis, or set " + CommonOptions.RedisSetting + ".";
    private const string NoServer = "Say where the web app is with --url.";

    /// <summary>After which of the library's steps the URL's come.</summary>
    private const string LastOfRedis = "round-trip";

    public static IReadOnlyList<IDiagnosticStep> Create(DoctorRequest request, RedisServices services, ServerVisit? visit, TimeProvider time)
    {
        var library = OfLibrary(request, services);
        var last = library.FindIndex(step => step.Id == LastOfRedis);
        return [.. library[..(last + 1)], .. OfServer(request, services, visit, time), .. library[(last + 1)..], OfSubmission(request, services, time)];
    }

    private static List<IDiagnosticStep> OfLibrary(DoctorRequest request, RedisServices services)
    {
        var steps = services.Get<DiagnosticSteps>().All;
        if (request.Redis is null && request.Server is not null) return [.. steps.Select(step => Unasked(step, NoRedis))];
        var wrong = RedisServices.Wrong(request.Redis);
        return wrong is null ? [.. steps] : [new WrongSettingStep(steps[0], wrong), .. steps.Skip(1)];
    }

    private static IEnumerable<IDiagnosticStep> OfServer(DoctorRequest request, RedisServices services, ServerVisit? visit, TimeProvider time)
    {
        // Only to be named, if there is no server: their questions belong to the checklist all the same.
        var seen = visit ?? new ServerVisit(request, Server.ServerUrl.Parse("http://localhost", "--url"));
        var hasRedis = !string.IsNullOrWhiteSpace(request.Redis) && RedisServices.Wrong(request.Redis) is null;
        ManualBroadcast broadcast = hasRedis ? new RedisBroadcast(services.Get<ISubmissionBroadcaster>()) : new HostBroadcast(seen.Server, seen.Http);
        IDiagnosticStep sameRedis = new SameRedisStep(seen, services.Get<ISubmissionTransport>());
        IDiagnosticStep origin = new OriginStep(seen);
        IDiagnosticStep[] steps =
        [
            new EndpointStep(seen),
            new UpgradeStep(seen, time),
            request.Origin is null ? Unasked(origin, "Say where the page comes from with --origin, for instance http://localhost:8101.") : origin,
            new ProblemStep(seen, time),
            request.Redis is null ? Unasked(sameRedis, NoRedis) : sameRedis,
            new SocketStep(seen, broadcast, time),
            new SseStep(seen, time),
        ];
        return visit is null ? steps.Select(step => Unasked(step, NoServer)) : steps;
    }

    private static IDiagnosticStep OfSubmission(DoctorRequest request, RedisServices services, TimeProvider time)
    {
        const string Question = "What became of the submission?";
        if (request.Submission is null) return new UnaskedStep("submission", Question, "Say which with --submission and --problem.");
        if (request.Redis is null) return new UnaskedStep("submission", Question, NoRedis);
        return new SubmissionStep(request, services.Get<ISubmissionTransport>(), services.Get<ISubmissionGroupNaming>(), new SubmissionSearch(request), time);
    }

    private static UnaskedStep Unasked(IDiagnosticStep step, string why) => new(step.Id, step.Question, why);
}
