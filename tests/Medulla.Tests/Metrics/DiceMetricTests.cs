using Medulla.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Metrics;

public sealed class DiceMetricTests
{
    // Class indices of one image of six voxels, and of its label; class 2 is in neither, class 3 in the prediction alone.
    private static Tensor Predicted => tensor([0L, 0, 1, 1, 3, 1], [1, 1, 6]);

    private static Tensor Label => tensor([0L, 1, 1, 1, 0, 0], [1, 1, 6]);

    [Fact]
    public void Dice_IsTwiceTheIntersectionOverBothSizes()
    {
        // Background 2 * 1 / (2 + 3); class 1 2 * 2 / (3 + 3); classes 2 and 3 are not in the label.
        using var scope = NewDisposeScope();

        var scores = DiceMetric.ComputeDice(Predicted, Label, numClasses: 4);

        Assert.Equal([0.4f, 2 / 3f, float.NaN, float.NaN], scores.data<float>().ToArray(), Close);
    }

    [Fact]
    public void OneHotAndClassIndices_Agree()
    {
        using var scope = NewDisposeScope();
        var (predicted, label) = (Medulla.Networks.OneHot.Of(Predicted, 4), Medulla.Networks.OneHot.Of(Label, 4));
        float[] expected = DiceMetric.ComputeDice(Predicted, Label, numClasses: 4).data<float>().ToArray();

        Assert.Equal(expected, DiceMetric.ComputeDice(predicted, label).data<float>().ToArray(), Close);
        Assert.Equal(expected, DiceMetric.ComputeDice(predicted, Label).data<float>().ToArray(), Close);
        Assert.Equal(expected, DiceMetric.ComputeDice(predicted > 0.5, label > 0.5).data<float>().ToArray(), Close);
    }

    [Fact]
    public void EmptyLabel_ScoresOneOrZero_WhereItIsNotIgnored()
    {
        using var scope = NewDisposeScope();

        var scores = DiceMetric.ComputeDice(Predicted, Label, includeBackground: false, ignoreEmpty: false, numClasses: 4);

        Assert.Equal([2 / 3f, 1, 0], scores.data<float>().ToArray(), Close);
    }

    [Fact]
    public void SingleChannel_IsTheForeground()
    {
        using var scope = NewDisposeScope();

        var scores = DiceMetric.ComputeDice(tensor([1f, 1, 0, 0], [1, 1, 4]), tensor([1f, 0, 0, 0], [1, 1, 4]), includeBackground: false);

        Assert.Equal(2 / 3f, scores.item<float>(), 6);   // 2 * 1 / (2 + 1)
    }

    [Fact]
    public void HalfPrecisionLabel_DoesNotOverflow()
    {
        // 100000 voxels: their sum is beyond the largest half, 65504.
        using var scope = NewDisposeScope();
        var full = ones([1, 1, 100000], ScalarType.Float16);

        Assert.Equal(1, DiceMetric.ComputeDice(full, full).item<float>(), 5);
        Assert.Equal(1, DiceMetric.ComputeDice(cat([full, full], 1), cat([full, full], 1))[0, 1].item<float>(), 5);
    }

    [Fact]
    public void ByLabel_NamesClasses()
    {
        using var scope = NewDisposeScope();
        using var numbered = new DiceMetric(includeBackground: false, MetricReduction.MeanBatch, numClasses: 4, returnWithLabel: true);
        using var named = new DiceMetric(includeBackground: true, MetricReduction.MeanBatch, numClasses: 4, returnWithLabel: new[] { "air", "liver", "spleen", "tumour" });
        numbered.Call(Predicted, Label);
        named.Call(Predicted, Label);

        Assert.Equal(new() { ["label_1"] = 0.6667, ["label_2"] = 0, ["label_3"] = 0 }, numbered.Aggregate().ByLabel!.ToDictionary());
        Assert.Equal(0.4, named.Aggregate().ByLabel!["air"]);
    }

    [Fact]
    public void Result_HasCountsAndTheReferencesForm()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric(numClasses: 4, getNotNans: true);
        metric.Call(Predicted, Label);

        var result = metric.Aggregate(MetricReduction.Sum);

        Assert.Equal(2, result.NotNans.item<float>());
        var (value, counts) = Assert.IsType<(object, Tensor)>(((IReferenceForm)result).ReferenceForm);
        Assert.Same(result.Value, value);
        Assert.Same(result.NotNans, counts);
    }

    [Theory]
    [InlineData(new long[] { 1, 2, 6 }, new long[] { 1, 3, 6 })]
    [InlineData(new long[] { 1, 2, 6 }, new long[] { 1, 2, 5 })]
    [InlineData(new long[] { 2, 2, 6 }, new long[] { 1, 2, 6 })]
    public void ShapesThatDoNotFit_AreRejected(long[] predicted, long[] label)
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => DiceMetric.ComputeDice(zeros(predicted), zeros(label)));

        Assert.Contains($"[{string.Join(", ", predicted)}]", error.Message);
    }

    [Fact]
    public void NoSpace_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var metric = new DiceMetric();

        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => metric.Call(zeros(2, 3), zeros(2, 3))).Message);
    }

    internal static bool Close(float a, float b) => a.Equals(b) || MathF.Abs(a - b) < 1e-6f;
}
