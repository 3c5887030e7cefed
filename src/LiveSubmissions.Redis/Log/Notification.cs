using LiveSubmissions.Transport;

namespace LiveSubmissions.Redis.Log;

/// <summary>Reads what <c>append.lua</c> publishes for an entry: <c>epoch predecessor submission record</c>.</summary>
internal static class Notification
{
    /// <exception cref="FormatException">It is no notification.</exception>
    public static TransportNotification Parse(ReadOnlyMemory<byte> message)
    {
        var fields = new Fields(message.Span);
        var epoch = LogReply.Name(fields.Text());
        var predecessor = fields.Number();
        var submission = fields.Text();
        return new TransportNotification(epoch, predecessor, Record.Parse(submission, null, message[fields.Taken..]));
    }
}
