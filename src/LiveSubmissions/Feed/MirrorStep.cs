namespace LiveSubmissions.Feed;

/// <summary>What a mirror has to do about a notification, the least first.</summary>
internal enum MirrorStep
{
    /// <summary>Nothing: the entry is known.</summary>
    None,

    /// <summary>Nothing more: the entry was put at the end.</summary>
    Put,

    /// <summary>Something was missed: read the log after the mirror's end.</summary>
    ReadOn,

    /// <summary>The log may have lost its tail: compare all of it with the mirror.</summary>
    Compare,

    /// <summary>It is another log: take all of it in place of the mirror.</summary>
    Rebuild,
}
