namespace JudgeHost.Hosting;

/// <summary>Which part of the judge a process is.</summary>
internal enum JudgeRole
{
    /// <summary>Backend, worker and page in one process.</summary>
    All,

    /// <summary>The API and the WebSocket.</summary>
    Backend,

    /// <summary>Evaluates submissions.</summary>
    Worker,

    /// <summary>Serves the pages.</summary>
    Page,
}
