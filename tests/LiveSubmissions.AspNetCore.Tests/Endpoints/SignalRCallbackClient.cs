using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using LiveSubmissions.Contracts.Endpoints;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

internal sealed partial class SignalRCallbackClient : EndpointClient
{
    private readonly Channel<JsonElement> _calls = Channel.CreateUnbounded<JsonElement>();
    private readonly HubConnection _hub;
    private readonly ClientWire _wire;
    private readonly object _problem;
    private string? _joined;

    public SignalRCallbackClient(HubConnection hub, ClientWire wire, object problem)
        : base(resumes: false)
    {
        _hub = hub;
        _wire = wire;
        _problem = problem;
        foreach (var callback in (string[])["SubmissionUpdate", "SubmissionResync", "SubmissionClose"])
        {
            hub.On<JsonElement>(callback, message => _calls.Writer.TryWrite(message));
        }

        hub.Closed += exception =>
        {
            _calls.Writer.TryComplete(exception ?? new IOException("The server has ended the connection."));
            return Task.CompletedTask;
        };
    }

    /// <summary>Joins from now on, or from a position. A refusal is what <see cref="EndpointClient.ReceiveAsync"/> tells.</summary>
    public async Task JoinAsync(string? since, CancellationToken cancellationToken)
    {
        try
        {
            _joined = since is null
                ? await _hub.InvokeAsync<string>("Join", _problem, cancellationToken)
                : await _hub.InvokeAsync<string>("JoinSince", _problem, since, cancellationToken);
        }
        catch (HubException refused) when (RefusalPattern().Match(refused.Message) is { Success: true } match)
        {
            _calls.Writer.Complete(new WireClosedException(int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture), match.Groups["reason"].Value));
        }
    }

    public override void Stall() => _wire.Stall();

    public override void Resume() => _wire.Resume();

    public override async ValueTask LeaveAsync() => await _hub.InvokeAsync("Leave", _problem).WaitAsync(Deadline);

    public override async ValueTask DisposeAsync()
    {
        _wire.Cut();
        await _hub.DisposeAsync();
        _wire.Dispose();
    }

    protected override async ValueTask<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        JsonElement message;
        try
        {
            message = await _calls.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is WireClosedException refused)
        {
            throw refused;
        }

        if (message.GetProperty("type").GetString() != "close") return message;
        throw new WireClosedException(message.GetProperty("code").GetInt32(), message.GetProperty("reason").GetString()!);
    }

    /// <summary>Where it joined, until updates and resyncs move it on.</summary>
    protected override string? PositionAfter(JsonElement message)
    {
        if (message.GetProperty("type").GetString() == "resync") return _joined = message.GetProperty("position").GetString();
        var epoch = _joined![.._joined!.LastIndexOf(':')];
        return _joined = $"{epoch}:{message.GetProperty("sequence").GetInt64()}";
    }

    [GeneratedRegex("(?<code>\\d{4}): (?<reason>.+)$")]
    private static partial Regex RefusalPattern();
}
