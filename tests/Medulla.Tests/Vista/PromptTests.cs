using Medulla.Randomness;
using Medulla.Vista;
using Medulla.Vista.Inferers;
using static TorchSharp.torch;

namespace Medulla.Tests.Vista;

public class PromptTests
{
    private static Tensor Labels()
    {
        var labels = zeros([1, 1, 8, 8, 8], ScalarType.Int64);
        labels[0, 0, ..4] = 3;
        labels[0, 0, 6..] = 26;
        return labels;
    }

    [Fact]
    public void Points_LieInsideAndOutsideTheirClass()
    {
        using var scope = NewDisposeScope();
        var labels = Labels();
        var (prompt, points, kinds, classes) = PromptPairs.Sample(labels, [3, 26, 7], dropLabelProb: 0, dropPointProb: 0, random: new RandomState(3));
        Assert.Equal([3L, 26, 7], prompt!.data<long>());
        Assert.Equal([3L, 26, 7], classes!.data<long>());
        Assert.Contains(1L, kinds![0].data<long>());
        Assert.Contains(3L, kinds[1].data<long>());
        Assert.All(kinds[2].data<long>(), kind => Assert.Equal(-1, kind));
        for (var i = 0; i < 2; i++)
        {
            for (var n = 0; n < points!.shape[1]; n++)
            {
                var kind = kinds[i, n].item<long>();
                var label = labels[0, 0, points[i, n, 0].item<long>(), points[i, n, 1].item<long>(), points[i, n, 2].item<long>()].item<long>();
                Assert.True(kind == -1 || (kind % 2 == 1) == (label == classes[i, 0].item<long>()), $"a point of kind {kind} lies in {label}");
            }
        }
    }

    [Fact]
    public void DroppedLabels_LeavePointsOfWhatOccurs_AndDroppedPointsLeaveLabels()
    {
        using var scope = NewDisposeScope();
        var (prompt, points, _, classes) = PromptPairs.Sample(Labels(), [3, 26, 7], dropLabelProb: 1, random: new RandomState(3));
        Assert.Null(prompt);
        Assert.Equal(2, points!.shape[0]);
        Assert.Equal([3L, 26], classes!.data<long>());
        (prompt, points, _, _) = PromptPairs.Sample(Labels(), [3, 26, 7], maxPrompt: 2, dropLabelProb: 0, dropPointProb: 1, random: new RandomState(3));
        Assert.Null(points);
        Assert.Equal([3L, 26], prompt!.data<long>());
        Assert.Equal(default, PromptPairs.Sample(zeros([1, 1, 4, 4, 4]), [3], maxBackprompt: 0));
        Assert.Throws<ArgumentException>(() => PromptPairs.Sample(zeros([2, 1, 4, 4, 4]), [3]));
    }

    [Theory]
    [InlineData(true, 8 * 6 * 8)]
    [InlineData(false, 14 * 6 * 14)]
    public void Windows_LieAroundPoints(bool centerOnly, int covered)
    {
        using var scope = NewDisposeScope();
        var image = rand([1, 1, 24, 6, 20]);
        var found = PointWindows.Infer(
            image, [8, 8, 8], (window, points, _, _, _, places, _) =>
            {
                Assert.Equal([1L, 1, 8, 8, 8], window.shape);
                Assert.Equal([12f, 3, 9], points.data<float>());
                Assert.True(places[0].Start.Zip([12L, 3, 9]).All(axis => axis.First <= axis.Second && axis.Second < axis.First + 8), $"{places[0]}");
                return window;
            },
            tensor(new float[,,] { { { 12, 2, 9 } } }), tensor(new long[,] { { 1 } }), centerOnly: centerOnly, margin: 1);
        Assert.Equal(image.shape, found.shape);
        var inside = found.isnan().logical_not();
        Assert.Equal(covered, inside.sum().item<long>());
        if (centerOnly)
        {
            Assert.True(found.masked_select(inside).allclose(image.masked_select(inside)));
        }
    }

    [Fact]
    public void FormerLogits_StayWhereNoWindowLies()
    {
        using var scope = NewDisposeScope();
        var found = PointWindows.Infer(
            zeros([1, 1, 16, 16, 16]), [8, 8, 8], (window, _, _, _, _, _, mask) => full_like(window, 2), tensor(new float[,,] { { { 4, 4, 4 } } }), tensor(new long[,] { { 1 } }),
            prevMask: full([1, 1, 16, 16, 16], -3f));
        Assert.Equal(2, found[0, 0, 7, 7, 7].item<float>());
        Assert.Equal(-3, found[0, 0, 8, 7, 7].item<float>());
        Assert.Throws<ArgumentException>(() => PointWindows.Infer(zeros([1, 1, 8, 8, 8]), [8, 8, 8], (window, _, _, _, _, _, _) => window, zeros(2, 1, 3), zeros(2, 1)));
    }
}
