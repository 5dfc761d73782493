using static Medulla.Cli.Tests.CommandLine;

namespace Medulla.Cli.Tests;

[Collection(nameof(CommandLine))]
public class UsageTests
{
    [Theory]
    [InlineData("demo", "--out")]
    [InlineData("train", "--data", "--out", "--epochs", "--minutes", "--patch", "--spacing", "--range", "--channels", "--strides", "--batch", "--rate", "--held-out", "--seed", "--resume")]
    [InlineData("evaluate", "--model", "--data", "--all", "--json")]
    [InlineData("infer", "--model", "--input", "--output", "--json")]
    [InlineData("info", "FILE", "--json")]
    [InlineData("init", "folder", "--name")]
    [InlineData("run", "bundle", "--config", "--components", "--contract", "--trust-scripts")]
    [InlineData("verify-metadata", "bundle", "--schema", "--json")]
    [InlineData("verify-net", "bundle", "--config", "--net-id", "--p", "--n", "--any", "--device", "--extra-forward-args", "--components", "--json")]
    [InlineData("ckpt-export", "bundle", "--out", "--ckpt", "--config", "--net-id", "--key", "--components")]
    [InlineData("download", "bundle", "--from", "--dir", "--version", "--sha256", "--json")]
    [InlineData("zoo", "list", "show", "index")]
    [InlineData("bundle", "lock", "reproduce", "package")]
    [InlineData("preview", "CONFIG", "--pipeline", "--data", "--section", "--item", "--input", "--label", "--out", "--key", "--seed", "--size", "--profile", "--runs", "--json")]
    [InlineData("doctor", "--json")]
    public void Help_TellsWhatACommandDoes_AndEveryOption(string command, params string[] options)
    {
        var answer = Invoke(command, "--help");
        Assert.Equal(0, answer.Code);
        Assert.Empty(answer.Error);
        Assert.Contains("Usage:", answer.Output);
        Assert.All(options, option => Assert.Contains(option, answer.Output));
        Assert.Contains(command, Invoke("--help").Output);
    }

    [Theory]
    [InlineData("hint: medulla info --help", "info", "a.nii", "--jsonn")]
    [InlineData("hint: medulla train --help", "train", "--data", "x")]
    [InlineData("hint: medulla train --help", "train", "--data", "x", "--out", "y", "--epochs", "many")]
    [InlineData("hint: medulla --help", "trian")]
    [InlineData("hint: medulla infer --help", "infer")]
    [InlineData("hint: medulla verify-net --help", "verify-net")]
    [InlineData("hint: medulla verify-net --help", "verify-net", "x", "--p", "many")]
    [InlineData("hint: medulla download --help", "download")]
    [InlineData("hint: medulla zoo show --help", "zoo", "show")]
    public void BadUsage_IsAnErrorAndAHint(string hint, params string[] arguments)
    {
        var answer = Invoke(arguments);
        Assert.Equal(2, answer.Code);
        Assert.Empty(answer.Output);
        Assert.StartsWith("medulla: ", answer.Error);
        Assert.Equal(hint, answer.ErrorLines[^1]);
    }

    [Fact]
    public void UnknownOption_IsNamed() => Assert.Contains("--jsonn", Invoke("info", "a.nii", "--jsonn").Error);
}
