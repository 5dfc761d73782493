using Medulla.Metrics;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class DiceHelperTests
{
    [Fact]
    public void LargestChannel_IsTheClass()
    {
        // Logits favour classes 0, 1, 1; the truth is 0, 0, 1: class 1 is 2 * 1 / (2 + 1).
        using var scope = NewDisposeScope();
        var logits = tensor([2f, 0, 0, 1, 5, 3], [1, 2, 3]);

        var (score, counted) = ((Tensor, Tensor))new DiceHelper().Call(logits, tensor([0L, 0, 1], [1, 1, 3]));

        Assert.Equal(2 / 3f, score.item<float>(), 6);
        Assert.Equal(1, counted.item<float>());
    }

    [Fact]
    public void Threshold_TakesEachChannelByItself()
    {
        // Sigmoid is above 0.5 where the logit is above 0: channels (1, 0) and (1, 1); truth (1, 1) and (1, 1).
        using var scope = NewDisposeScope();
        var logits = tensor([0.1f, -0.1f, 3, 0.2f], [1, 2, 2]);

        var score = (Tensor)new DiceHelper(threshold: true, activate: true, getNotNans: false).Call(logits, ones(1, 2, 2));

        Assert.Equal([2 / 3f, 1], score.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var logits = randn(1, 2, 4);
        using var truth = zeros(1, 1, 4);
        var helper = new DiceHelper(getNotNans: false);

        Assert.Equal(0, LiveTensors.Growth(() => ((Tensor)helper.Call(logits, truth)).Dispose()));
    }
}
