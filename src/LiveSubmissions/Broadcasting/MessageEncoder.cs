using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace LiveSubmissions.Broadcasting;

/// <summary>
/// Escapes what could break out of a script or an attribute of a page (<c>&lt; &gt; &amp; ' " +</c>) and leaves the letters of all languages as they are,
/// so that they count once against the size limit. .NET's own encoder can do that only for the first 65,536 characters: an emoji is 12 bytes with it, and 4 here.
/// </summary>
internal sealed class MessageEncoder : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder Inner = Create(UnicodeRanges.All);

    private MessageEncoder()
    {
    }

    public static MessageEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => Inner.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => !IsSupplementary(unicodeScalar) && Inner.WillEncode(unicodeScalar);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        Inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    /// <remarks>The inner encoder looks through most text in one call, many characters at a time; it stops at an emoji, which is then passed over.</remarks>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var start = 0;
        while (start < textLength)
        {
            var found = Inner.FindFirstCharacterToEncode(text + start, textLength - start);
            if (found < 0) return -1;
            start += found;
            if (start + 1 >= textLength || !char.IsSurrogatePair(text[start], text[start + 1])) return start;
            start += 2;
        }

        return -1;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var start = 0;
        while (start < utf8Text.Length)
        {
            var found = Inner.FindFirstCharacterToEncodeUtf8(utf8Text[start..]);
            if (found < 0) return -1;
            start += found;
            if (Rune.DecodeFromUtf8(utf8Text[start..], out var rune, out var length) != OperationStatus.Done || rune.IsBmp) return start;
            start += length;
        }

        return -1;
    }

    private static bool IsSupplementary(int unicodeScalar) => unicodeScalar is >= 0x10000 and <= 0x10FFFF;
}
