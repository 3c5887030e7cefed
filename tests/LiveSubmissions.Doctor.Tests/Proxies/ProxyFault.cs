namespace LiveSubmissions.Doctor.Tests.Proxies;

/// <summary>What a proxy in front of the web app does wrong.</summary>
internal enum ProxyFault
{
    /// <summary>It passes requests on without the headers Upgrade and Connection, as proxies do unless they are told otherwise.</summary>
    DropsUpgrade,

    /// <summary>It answers the request for an upgrade with 400 itself.</summary>
    RefusesUpgrade,

    /// <summary>It takes the request for an upgrade, and never answers.</summary>
    SwallowsUpgrade,

    /// <summary>It cuts the connection when an upgrade is asked for.</summary>
    CutsUpgrade,

    /// <summary>It passes an answer on once it has all of it, which an event stream never is.</summary>
    BuffersEvents,
}
