using System.Buffers.Text;
using System.Text;

namespace LiveSubmissions.Redis.Log;

/// <summary>Takes a line apart, field by field: one space stands between two.</summary>
/// <param name="line">The line.</param>
internal ref struct Fields(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>How many bytes were taken so far, the spaces after them included.</summary>
    public int Taken { get; private set; }

    public string Text() => Encoding.ASCII.GetString(Next());

    /// <summary>A number, 0 or more.</summary>
    public long Number()
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out long number, out var used) && used == field.Length && number >= 0
            ? number
            : throw new FormatException("A field is not a number.");
    }

    public void Skip() => Next();

    /// <summary>The rest of the line, spaces included.</summary>
    public string Rest() => Encoding.UTF8.GetString(_rest);

    private ReadOnlySpan<byte> Next()
    {
        var space = _rest.IndexOf((byte)' ');
        if (space < 1) throw new FormatException("A field is missing.");
        var field = _rest[..space];
        _rest = _rest[(space + 1)..];
        Taken += space + 1;
        return field;
    }
}
