namespace LiveSubmissions.AspNetCore.Tests.Endpoints;

/// <summary>Reads an event stream block by block.</summary>
internal sealed class SseReader(Func<CancellationToken, ValueTask<string?>> readLine)
{
    /// <summary>The id that a browser would send as <c>Last-Event-ID</c>.</summary>
    public string? LastId { get; private set; }

    /// <summary>The next block with data; <see langword="null"/> at the stream's end.</summary>
    public async ValueTask<SseEvent?> NextAsync(CancellationToken cancellationToken)
    {
        string? name = null, id = null, data = null;
        while (await readLine(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                // A block of comments alone dispatches nothing.
                if (data is null) continue;
                LastId = id ?? LastId;
                return new SseEvent(name, id, data);
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == 0) continue;
            var value = line[(colon + 1)..].TrimStart(' ');
            switch (line[..colon])
            {
                case "event":
                    name = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    data = data is null ? value : $"{data}\n{value}";
                    break;
                case "retry":
                    break;
                default:
                    Assert.Fail($"An event stream has no such line: {line}");
                    break;
            }
        }

        return null;
    }
}
