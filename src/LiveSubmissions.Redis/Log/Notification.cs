using LiveSubmissions.Log;

namespace LiveSubmissions.Redis.Log;

/// <summary>What <c>append.lua</c> tells of an entry: <c>epoch predecessor submission record</c>.</summary>
internal readonly record struct Notification(string Epoch, long Predecessor, LogEntry Entry)
{
    /// <exception cref="FormatException">It is no notification.</exception>
    public static Notification Parse(ReadOnlyMemory<byte> message)
    {
        var fields = new Fields(message.Span);
        var epoch = LogReply.Name(fields.Text());
        var predecessor = fields.Number();
        var submission = fields.Text();
        return new Notification(epoch, predecessor, Record.Parse(submission, null, message[fields.Taken..]));
    }
}
