using System.Buffers.Binary;
using LiveSubmissions.AspNetCore.WebSockets;

namespace LiveSubmissions.AspNetCore.Tests.WebSockets;

public sealed class PongReaderTests
{
    private static readonly byte[] Mask = [7, 77, 177, 217];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_numbered_pong_is_found_among_everything_else_in_whatever_pieces_it_comes(int piece)
    {
        byte[] sent =
        [
            .. Frame(0x81, [0x8A, 0x84, 1, 2, 3, 4, 5, 6, 7, 8]), .. Frame(0x82, new byte[200]), .. Frame(0x82, new byte[70_000]), .. Frame(0x89, new byte[4]),
            .. Frame(0x8A, []), .. Frame(0x8A, new byte[8]), .. Frame(0x8A, Number(42)), .. Frame(0x81, [1]),
        ];

        Assert.Equal([42], Read(sent, piece));
    }

    [Fact]
    public void Of_several_that_come_together_the_last_counts() => Assert.Equal([9], Read([.. Frame(0x8A, Number(8)), .. Frame(0x8A, Number(9))], 100));

    [Fact]
    public void What_is_no_frame_of_a_client_ends_nothing() => Assert.Empty(Read([0x8A, 4, 0, 0, 0, 1, .. Enumerable.Repeat((byte)0xFF, 1000)], 10));

    private static int[] Read(byte[] sent, int piece)
    {
        var reader = new PongReader();
        return [.. sent.Chunk(piece).Select(part => reader.Read(part)).Where(static number => number > 0)];
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[PongReader.NumberBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Frame(byte first, byte[] payload)
    {
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)payload.Length],
            <= ushort.MaxValue => [126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        length[0] |= 0x80;
        return [first, .. length, .. Mask, .. payload.Select(static (b, i) => (byte)(b ^ Mask[i % 4]))];
    }
}
