using System.Text;

namespace JudgeHost.Evaluation;

/// <summary>Turns an uploaded file into text, strictly: a file of another encoding must not be scored as something else.</summary>
internal static class SubmissionText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(byte[] file)
    {
        try
        {
            var text = Strict.GetString(file);
            return text.StartsWith('\ufeff') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + file.AsSpan(0, Math.Clamp(e.Index, 0, file.Length)).Count((byte)'\n');
            throw new MalformedSubmissionException(line, "the file is not UTF-8 text. Save it as CSV with UTF-8.");
        }
    }

    /// <summary>A value from the file for a message: short, and nothing that a terminal or a page would act upon.</summary>
    public static string Quote(string value)
    {
        const int Longest = 40;
        var shown = value.Length > Longest ? value[..Longest] + "…" : value;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\ufffd' : c))}'";
    }
}
