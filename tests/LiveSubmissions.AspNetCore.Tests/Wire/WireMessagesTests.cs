using System.Net.WebSockets;
using System.Text;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Wire;

public sealed class WireMessagesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task A_websocket_reads_each_message_back_whatever_its_length(int length)
    {
        var texts = new[] { new string('a', length), "between", new string('b', length) };
        var messages = new WireMessages([.. texts.Select(static text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))]);
        using var client = WebSocket.CreateFromStream(new MemoryStream(messages.FramesFrom(0).ToArray()), new WebSocketCreationOptions { IsServer = false });
        var buffer = new byte[length + 16];

        foreach (var text in texts)
        {
            var read = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await client.ReceiveAsync(buffer.AsMemory(read), default);
                read += part.Count;
            }
            while (!part.EndOfMessage);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, read));
        }

        Assert.Equal(new WireMessages(messages[1], messages[2]).FramesFrom(0).ToArray(), messages.FramesFrom(1).ToArray());
        Assert.Equal(0, messages.FramesFrom(messages.Count).Length);
    }
}
