using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LiveSubmissions.Contracts;
using LiveSubmissions.Feed;
using LiveSubmissions.Redis.Failures;
using LiveSubmissions.Redis.Transport;
using LiveSubmissions.TestKit;
using LiveSubmissions.TestKit.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace LiveSubmissions.Redis.Tests;

#pragma warning disable CS0618 // The client's exceptions are made here with as little as they take.

/// <summary>Why there is no connection: the reason of now, whatever the client remembers.</summary>
[Trait("Category", "Slow")]
public sealed class RedisConnectFailureTests
{
    private const string Password = "r1ght-Pa55,word";

    private static readonly RedisConnectionException Cancelled = Of(new SocketException((int)SocketError.OperationAborted));
    private static readonly RedisConnectionException Refused = Of(new SocketException((int)SocketError.ConnectionRefused));

    private readonly SubmissionGroup _group = new("problem_submissions_1");

    [Fact]
    public async Task A_database_that_the_server_does_not_have_is_named_and_is_no_error_of_ours()
    {
        await using var server = await RedisServer.StartAsync();
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.AddFakeLogging());
        services.AddLiveSubmissions().AddRedis(server.UrlOf(16));
        await using var provider = services.BuildServiceProvider();

        var result = await provider.GetRequiredService<ISubmissionBroadcaster>().BroadcastAsync(1, 42, "accepted");
        var follow = await Assert.ThrowsAsync<SubmissionTransportException>(() => provider.GetRequiredService<ISubmissionFeed>().SubscribeAsync(_group).AsTask());

        Assert.Equal(BroadcastOutcome.Deferred, result.Outcome);
        Assert.Contains("database 16: there is no such database", result.Reason, StringComparison.Ordinal);
        Assert.Contains("there is no such database", follow.Cause, StringComparison.Ordinal);
        Assert.Contains("0 to 15", follow.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain(provider.GetFakeLogCollector().GetSnapshot(), static record => record.Level >= LogLevel.Error || record.Exception is not null);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted()
    {
        var (port, server) = await StartTlsAsync();
        await using var disposal = server;
        await using var node = Node.At($"rediss://localhost:{port}", configure: static options => options.RetryCount = 0);

        await FailsAsync(node, "The TLS handshake with", "?sslHost=");
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_and_one_that_speaks_nothing_else()
    {
        var (port, server) = await StartTlsAsync();
        await using var disposal = server;
        await using var tls = Node.At($"rediss://localhost:{server.Port}", configure: static options => options.RetryCount = 0);
        await using var plain = Node.At($"redis://localhost:{port}", configure: static options => options.RetryCount = 0);

        await FailsAsync(plain, "closes connections at once", "starts with rediss://");
        await FailsAsync(tls, "cannot be reached", "if it does not use TLS, the URL starts with redis://");
    }

    [Fact]
    public async Task A_server_that_is_not_Redis()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var answering = Task.Run(async () =>
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop.Token);
            }
        });
        await using var node = Node.At($"redis://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", configure: static options => options.RetryCount = 0);

        await FailsAsync(node, "is not Redis", "host and port");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    [Fact]
    public async Task The_reason_is_the_one_of_now_however_it_changes()
    {
        // With a password: else the server takes whoever gives a wrong one for its default user.
        await using var server = await RedisServer.StartAsync("another");
        await server.AskAsync("ACL", "SETUSER", "judge", "on", $">{Password}", "~*", "&*", "+@all", "-echo");
        await using var node = Node.At($"redis://judge:{Uri.EscapeDataString(Password)}@127.0.0.1:{server.Port}", configure: static options => options.RetryCount = 0);
        await FailsAsync(node, "permissions to run the 'echo' command", "+@all -@dangerous");

        await server.AskAsync("ACL", "SETUSER", "judge", "+echo");
        await Eventually.TrueAsync(async () => await ReasonAsync(node) is null, "it connects");
        await server.AskAsync("ACL", "SETUSER", "judge", "resetpass", ">another");
        await server.AskAsync("CLIENT", "KILL", "USER", "judge");
        await FailsAsync(node, "does not accept the user or the password", "CHANNEL_LAYER_REDIS_URL");

        await server.KillAsync();
        await FailsAsync(node, "refuses connections", "Start it");
    }

    [Fact]
    public void An_attempt_that_the_client_cancelled_is_no_reason_whatever_the_order()
    {
        var failure = new RedisFailure(RedisUrl.Parse("redis://redis")!, new RedisTransportOptions());

        Exception[] calls = [Cancelled, new BrokenCircuitException("Open.", Cancelled), new RedisTimeoutException("Late.", CommandStatus.Sent), new TimeoutException()];
        foreach (var call in calls) Assert.Contains("refuses connections", failure.Explain(call, new ConnectionLoss(Refused), seesReplicasOnly: false).Cause, StringComparison.Ordinal);
        foreach (var both in (Exception[])[new AggregateException(Cancelled, Refused), new AggregateException(Refused, Cancelled)])
        {
            Assert.Contains("refuses connections", failure.Explain(both, null, seesReplicasOnly: false).Cause, StringComparison.Ordinal);
        }

        Assert.Contains("is connecting again", failure.Explain(Refused, new ConnectionLoss(null), seesReplicasOnly: false).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_server_repeats_of_a_password_is_not_shown()
    {
        var failure = new RedisFailure(RedisUrl.Parse($"redis://:{Uri.EscapeDataString(Password)}@redis")!, new RedisTransportOptions());

        var told = failure.Explain(new RedisServerException($"ERR unknown command `AUTH`, with args beginning with: `{Password}`"), null, seesReplicasOnly: false);

        Assert.DoesNotContain(Password, told.Message, StringComparison.Ordinal);
    }

    private static RedisConnectionException Of(SocketException reason) => new(ConnectionFailureType.UnableToConnect, "No connection.", reason);

    private async Task FailsAsync(RedisTransport node, string cause, string fix)
    {
        SubmissionTransportException? last = null;
        await Eventually.TrueAsync(
            async () => (last = await ReasonAsync(node)) is { } failure && failure.Cause.Contains(cause, StringComparison.Ordinal),
            () => $"it says '{cause}', and not '{last?.Cause}'");
        Assert.Contains(fix, last!.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, last.ToString(), StringComparison.Ordinal);
    }

    private async Task<SubmissionTransportException?> ReasonAsync(RedisTransport node)
    {
        try
        {
            await node.ReadAsync(_group, default, 1, default);
            return null;
        }
        catch (SubmissionTransportException failure)
        {
            return failure;
        }
    }

    /// <summary>A server with a certificate that it signed itself.</summary>
    private static async Task<(int TlsPort, RedisServer Server)> StartTlsAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var directory = Directory.CreateTempSubdirectory("live-submissions-tls-");
        try
        {
            var (certificatePath, keyPath) = (Path.Combine(directory.FullName, "certificate.pem"), Path.Combine(directory.FullName, "key.pem"));
            await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(keyPath, key.ExportPkcs8PrivateKeyPem());
            var port = FreePort.Next();
            return (port, await RedisServer.StartAsync(
                null, "--tls-port", $"{port}", "--tls-cert-file", certificatePath, "--tls-key-file", keyPath, "--tls-auth-clients", "no"));
        }
        finally
        {
            // The server has read them.
            directory.Delete(recursive: true);
        }
    }
}
