using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveSubmissions.AspNetCore.Following;
using LiveSubmissions.Feed;
using LiveSubmissions.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveSubmissions.AspNetCore.Tests.Doctor;

/// <summary>Event ids, metrics, docs/operations.md and the dashboard say the same.</summary>
public sealed class OperationsTests
{
    private static readonly Assembly[] Packages =
        [typeof(ISubmissionFeed).Assembly, typeof(EndpointLog).Assembly, typeof(Microsoft.Extensions.DependencyInjection.LiveSubmissionsRedisExtensions).Assembly];

    [Fact]
    public void Every_log_message_has_an_event_id_of_its_own()
    {
        var messages = Messages();

        Assert.True(messages.Count > 25, $"Only {messages.Count} were found.");
        Assert.All(messages, static message => Assert.True(message.Event.EventId > 0, $"{message.Name} has no event id."));
        Assert.All(messages.GroupBy(static message => message.Event.EventId), static same => Assert.Single(same));
    }

    [Fact]
    public void Every_event_id_is_in_the_document_and_no_other()
    {
        var documented = Regex.Matches(Document(), @"^\| (\d{4}) \|", RegexOptions.Multiline).Select(static match => int.Parse(match.Groups[1].Value)).Order();

        Assert.Equal(Messages().Select(static message => message.Event.EventId).Order(), documented);
    }

    [Fact]
    public void Every_metric_is_in_the_document_with_its_unit_and_no_other()
    {
        var documented = Regex.Matches(Document(), @"^\| `(live_submissions\.[a-z_.]+)` \| [^|]+ \| `([^`]+)` \|", RegexOptions.Multiline)
            .Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value}");

        Assert.Equal(Instruments().Select(static instrument => $"{instrument.Name} {instrument.Unit}").Order(), documented.Order());
    }

    [Fact]
    public void The_dashboard_is_json_and_asks_for_metrics_that_exist()
    {
        var json = File.ReadAllText(Repository("docs/grafana/live-submissions.json"));
        var dashboard = JsonDocument.Parse(json).RootElement;
        var exported = Instruments().SelectMany(static instrument => Exported(instrument)).ToHashSet();

        var asked = Regex.Matches(json, @"live_submissions_[a-z_]+(?=[\[{)\s""\\])").Select(static match => match.Value).Where(static name => !IsLabel(name)).ToHashSet();

        Assert.NotEmpty(dashboard.GetProperty("panels").EnumerateArray());
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(exported));
    }

    private static bool IsLabel(string name) => name is "live_submissions_outcome" or "live_submissions_reason" or "live_submissions_endpoint";

    /// <summary>What Prometheus calls an instrument.</summary>
    private static IEnumerable<string> Exported(System.Diagnostics.Metrics.Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        return instrument.GetType().Name switch
        {
            "Counter`1" => [name + "_total"],
            "Histogram`1" => [$"{name}_seconds_bucket", $"{name}_seconds_sum", $"{name}_seconds_count"],
            _ => [name],
        };
    }

    private static List<System.Diagnostics.Metrics.Instrument> Instruments()
    {
        var found = new List<System.Diagnostics.Metrics.Instrument>();
        using var factory = new OwnMeters();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory)) found.Add(instrument);
        };
        listener.Start();
        using var meter = new LiveSubmissionsMeter(factory);
        using var clients = new ClientRegistry(TimeProvider.System, factory);
        meter.ObserveOutbox(static () => 0);
        meter.ObserveMirrors(static () => 0, static () => 0);
        return found;
    }

    private static List<(string Name, LoggerMessageAttribute Event)> Messages() =>
    [
        .. from package in Packages
           from type in package.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select ($"{type.Name}.{method.Name}", attribute),
    ];

    private static string Document() => File.ReadAllText(Repository("docs/operations.md"));

    private static string Repository(string path, [CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../..", path));

    private sealed class OwnMeters : System.Diagnostics.Metrics.IMeterFactory
    {
        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options)
        {
            options.Scope = this;
            return new System.Diagnostics.Metrics.Meter(options);
        }

        public void Dispose()
        {
        }
    }
}
