namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public class SummaryCommandTests
{
    private const string Arguments = "{spatial_dims: 2, in_channels: 1, out_channels: 2, channels: [4, 8], strides: [2]}";

    [Fact]
    public void Network_ByName_IsSummed()
    {
        var answer = CommandLine.Invoke("summary", "UNet", "--shape", "1,1,16,16", "--arguments", Arguments);
        Assert.Equal(0, answer.Code);
        Assert.Contains("UNet on [1, 1, 16, 16]:", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UNt", "1,1,16,16", "did you mean 'UNet'?")]
    [InlineData("UNet", "1,1", "a batch, channels and spatial axes")]
    [InlineData("UNet", "1,1,a", "whole numbers with commas")]
    public void Fault_IsNamed(string network, string shape, string message)
    {
        var answer = CommandLine.Invoke("summary", network, "--shape", shape, "--arguments", Arguments);
        Assert.Equal(1, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }
}
