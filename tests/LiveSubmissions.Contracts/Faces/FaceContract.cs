namespace LiveSubmissions.Contracts.Faces;

/// <summary>
/// What every face must keep. Derive from it, or from <see cref="ResumingFaceContract"/> or <see cref="PositionedFaceContract"/> if the face can
/// do what they ask, and say how a client comes to it.
/// </summary>
public abstract partial class FaceContract
{
    /// <summary>The view of problem 1.</summary>
    protected static FaceView All { get; } = FaceView.Problem("1");

    /// <summary>The face under test.</summary>
    protected abstract Face Face { get; }

    protected Task<FaceHost> StartAsync(FaceSetup? setup = null) => Face.StartAsync(setup ?? new FaceSetup());

    /// <summary>Follows problem 1, or another view.</summary>
    protected Task<FaceClient> ConnectAsync(FaceHost host, string? since = null, FaceView? view = null) =>
        Face.ConnectAsync(host, new FaceRequest(view ?? All, since));
}
