using Medulla.Conformance;

namespace Medulla.Bundles.Tests.Conformance;

public class OptionsTests
{
    [Fact]
    public void AllOptions_AreRead()
    {
        var options = Options.Parse([".", "--filter", "losses, metrics/Dice", "--report", "r.json", "--require", "87.5"]);

        Assert.Equal(("r.json", 87.5), (options.Report, options.Require));
        Assert.True(options.Takes("losses/X/0001"));
        Assert.True(options.Takes("metrics/DiceMetric/0001"));
        Assert.False(options.Takes("metrics/FROC/0001"));
    }

    [Fact]
    public void NoFilter_TakesAll() => Assert.True(Options.Parse(["."]).Takes("anything"));

    [Theory]
    [InlineData("no directory")]
    [InlineData("there is no directory", "/nowhere/at/all")]
    [InlineData("needs a value", ".", "--report")]
    [InlineData("is no option", ".", "--fast")]
    [InlineData("too many", ".", "..")]
    [InlineData("is no number", ".", "--require", "all")]
    [InlineData("is no number", ".", "--require", "101")]
    public void BadUsage_IsExplained(string expected, params string[] args)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Options.Parse(args)).Message, StringComparison.Ordinal);
}
