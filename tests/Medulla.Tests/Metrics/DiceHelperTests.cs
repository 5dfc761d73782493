using Medulla.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class DiceHelperTests
{
    // Scores of two classes for four voxels: the largest are of classes 0, 1, 1, 0.
    private static Tensor Scores => tensor([0.9f, 0.4f, 0.2f, 0.6f, 0.8f, 0.7f, 0.3f, 0.1f], [1, 2, 4]);

    private static Tensor Label => tensor([0L, 1, 0, 0], [1, 1, 4]);

    [Fact]
    public void LargestChannel_SegmentsByDefault()
    {
        // Class 1 is predicted at voxels 1 and 2 after argmax of (0.9, 0.8), (0.4, 0.7), (0.2, 0.3), (0.6, 0.1), so Dice is 2 / (2 + 1).
        using var scope = NewDisposeScope();

        var result = new DiceHelper().Call(Scores, Label);

        Assert.Equal(2 / 3f, result.Value.item<float>(), 6);
    }

    [Fact]
    public void Threshold_SegmentsEachChannelForItself()
    {
        // Above 0.5: channel 0 at voxels 0 and 3, of three in the label: 4 / 5; channel 1 at 0 and 1, of one: 2 / 3.
        using var scope = NewDisposeScope();

        var result = new DiceHelper(threshold: true).Call(Scores, Label);

        Assert.Equal([0.8f, 2 / 3f], result.Value.data<float>().ToArray(), DiceMetricTests.Close);
    }

    [Fact]
    public void Activation_GoesBeforeTheThreshold()
    {
        // The sigmoid of a positive score is above a half: all voxels are in both classes, 6 / 7 and 2 / 5.
        using var scope = NewDisposeScope();

        var result = new DiceHelper(threshold: true, activate: true).Call(Scores, Label);

        Assert.Equal([6 / 7f, 0.4f], result.Value.data<float>().ToArray(), DiceMetricTests.Close);
    }

    [Fact]
    public void ClassIndices_AreTakenAsTheyAre()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([1f, 1f], new DiceHelper(includeBackground: true, numClasses: 2).Call(Label, Label).Value.data<float>().ToArray());
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var scores = Scores;
        using var label = Label;
        var helper = new DiceHelper();

        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            var result = helper.Call(scores, label);
            result.Value.Dispose();
            result.NotNans.Dispose();
        }));
    }
}
