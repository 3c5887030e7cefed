using Microsoft.AspNetCore.Http.Features;

namespace JudgeHost.Api;

/// <summary>An uploaded file, read within limits.</summary>
internal sealed record Upload(string FileName, byte[] Content, string? Participant)
{
    public const int MaxFileBytes = 5 * 1024 * 1024;

    private const int MaxParticipant = 64;
    private const int MaxFileName = 100;

    /// <summary>The space for the form's other fields and boundaries.</summary>
    private const int FormBytes = 64 * 1024;

    /// <summary>
    /// Up to this size, a file that is too large is read and dropped: if the connection is cut while the browser sends, it shows an error and not the answer.
    /// </summary>
    private const int MaxDroppedBytes = 64 * 1024 * 1024;

    private static readonly FormOptions Limits = new()
    {
        MultipartBodyLengthLimit = MaxFileBytes + FormBytes,
        ValueCountLimit = 16,
        ValueLengthLimit = 4 * 1024,
    };

    /// <returns>The upload, or the error that is the answer.</returns>
    public static async Task<(Upload? Upload, IResult? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType) return (null, ApiProblems.NotAnUpload("Send multipart/form-data with the CSV in the field 'file'."));
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxDroppedBytes;
        if (request.ContentLength > MaxFileBytes + FormBytes) return (null, ApiProblems.TooLarge());
        try
        {
            var form = await request.ReadFormAsync(Limits, cancellationToken);
            return await ReadFormAsync(form, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, ApiProblems.TooLarge());
        }
        catch (InvalidDataException e) when (e.Message.Contains("length limit", StringComparison.Ordinal))
        {
            return (null, ApiProblems.TooLarge());
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException || (e is IOException && !cancellationToken.IsCancellationRequested))
        {
            return (null, ApiProblems.NotAnUpload("The form cannot be read to its end. Send multipart/form-data with the CSV in the field 'file'."));
        }
    }

    private static async Task<(Upload? Upload, IResult? Error)> ReadFormAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        // If the user chose no file, the browser sends an empty file without a name.
        if (form.Files.GetFile("file") is not { } file || (file.Length == 0 && file.FileName.Length == 0))
        {
            return (null, ApiProblems.NotAnUpload("There is no file. Send the CSV in the field 'file'."));
        }

        if (file.Length > MaxFileBytes) return (null, ApiProblems.TooLarge());
        var participant = form["participant"].ToString().Trim();
        if (participant.Length > MaxParticipant || participant.Any(char.IsControl))
        {
            return (null, ApiProblems.NotAnUpload($"The participant's name has more than {MaxParticipant} characters, or control characters."));
        }

        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, cancellationToken);
        return (new Upload(Shorten(Path.GetFileName(file.FileName)), content, participant.Length == 0 ? null : participant), null);
    }

    private static string Shorten(string name)
    {
        var clean = string.Concat(name.Where(c => !char.IsControl(c)));
        return clean.Length <= MaxFileName ? clean : clean[..MaxFileName];
    }
}
