namespace LiveSubmissions.Doctor.Tests.SetUps;

/// <summary>Where a fault is, as seen from the nodes that have to do with it: what their readiness is to say.</summary>
internal enum FaultIs
{
    /// <summary>The node cannot deliver: it is not ready (503).</summary>
    InTheNode,

    /// <summary>The node delivers to whoever reaches it: it stays ready (200).</summary>
    Elsewhere,
}
