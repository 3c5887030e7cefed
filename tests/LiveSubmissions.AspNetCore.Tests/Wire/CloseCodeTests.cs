using System.Text;
using LiveSubmissions.AspNetCore.Wire;

namespace LiveSubmissions.AspNetCore.Tests.Wire;

public sealed class CloseCodeTests
{
    public static TheoryData<int> Numbers => [.. CloseCode.All.Select(static code => code.Number)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_reason_fits_into_a_close_frame(int number)
    {
        var code = Assert.Single(CloseCode.All, code => code.Number == number);

        Assert.InRange(Encoding.UTF8.GetByteCount(code.Reason), 0, 123);
    }

    [Fact]
    public void Of_the_44xx_only_those_that_pass_come_back_and_of_the_others_all()
    {
        Assert.All([4400, 4403, 4404, 4410, 4499], static number => Assert.False(new CloseCode(number, "").ComesBack));
        Assert.All([1000, 1001, 1006, 1012, 4401, 4408, 4429, 4399, 4500], static number => Assert.True(new CloseCode(number, "").ComesBack));
    }
}
