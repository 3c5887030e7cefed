namespace LiveSubmissions.Tests.Model;

/// <summary>What goes wrong with an append.</summary>
internal enum AppendFault
{
    None,

    /// <summary>It does not reach the server.</summary>
    Fails,

    /// <summary>It is carried out, and the answer is lost.</summary>
    Unanswered,

    /// <summary>It is carried out later than anybody waits for it.</summary>
    Late,
}
