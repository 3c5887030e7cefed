using JudgeHost.Hosting;
using JudgeHost.Settings;

namespace JudgeHost.Tests.Hosting;

public class CommandLineTests
{
    [Fact]
    public void Without_arguments_the_role_is_all() => Assert.Equal(JudgeRole.All, CommandLine.Parse([]).Role);

    [Theory]
    [InlineData("--role", "worker")]
    [InlineData("--role=worker")]
    [InlineData("--role", "WORKER")]
    public void The_role_is_named_either_way(params string[] args) => Assert.Equal(JudgeRole.Worker, CommandLine.Parse(args).Role);

    [Fact]
    public void Settings_are_handed_on()
    {
        var command = CommandLine.Parse(["--Judge:PagePort=9001", "--role", "page", "--Judge:BackendUrl", "http://judge.example"]);

        Assert.Equal(JudgeRole.Page, command.Role);
        Assert.Equal(["--Judge:PagePort=9001", "--Judge:BackendUrl=http://judge.example"], command.Settings);
    }

    [Theory]
    [InlineData("'boss' is not a role. Use --role all, backend, worker or page.", "--role", "boss")]
    [InlineData("--role needs a value", "--role")]
    [InlineData("'--rol' is not an argument of JudgeHost. Ask for --help.", "--rol", "page")]
    [InlineData("'worker' is not an argument", "worker")]
    public void What_is_not_understood_is_told(string message, params string[] args) =>
        Assert.Contains(message, Assert.Throws<StartException>(() => CommandLine.Parse(args)).Message, StringComparison.Ordinal);
}
