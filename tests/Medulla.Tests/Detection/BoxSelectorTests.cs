using Medulla.Detection;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection;

public class BoxSelectorTests
{
    private static readonly Tensor Boxes = tensor(new float[,] { { 0, 0, 4, 4 }, { 0, 0, 4, 3 }, { 6, 6, 12, 12 }, { 20, 20, 22, 22 } });

    private static DetectedBoxes Select(BoxSelector selector, float[,] scores) => selector.SelectBoxesPerImage([Boxes], [tensor(scores)], [10, 10]);

    [Fact]
    public void BestOfThoseThatOverlap_ClippedToTheImage()
    {
        var found = Select(new(ApplySigmoid: false), new[,] { { 0.6f }, { 0.9f }, { 0.7f }, { 0.8f } });
        Assert.Equal([0, 0, 4, 3, 6, 6, 10, 10], BoxNumbers.Of(found.Boxes));
        Assert.Equal([0.9f, 0.7f], BoxNumbers.Of(found.Scores));
    }

    [Fact]
    public void BoxesOfDifferentClasses_DoNotDropEachOther()
    {
        var found = Select(new(ApplySigmoid: false), new[,] { { 0.6f, 0 }, { 0, 0.9f }, { 0, 0 }, { 0, 0 } });
        Assert.Equal([1L, 0], found.Labels.data<long>().ToArray());
    }

    [Fact]
    public void ScoresAndNumbers_AreLimited()
    {
        Assert.Equal([0.7f], BoxNumbers.Of(Select(new(ApplySigmoid: false, ScoreThresh: 0.65), new[,] { { 0.6f }, { 0.5f }, { 0.7f }, { 0 } }).Scores));
        Assert.Equal([0.7f], BoxNumbers.Of(Select(new(ApplySigmoid: false, DetectionsPerImg: 1), new[,] { { 0.6f }, { 0.5f }, { 0.7f }, { 0 } }).Scores));
        // Only the best two of the level are looked at, and one of them lies outside.
        Assert.Equal([0.7f], BoxNumbers.Of(Select(new(ApplySigmoid: false, TopkCandidatesPerLevel: 2), new[,] { { 0.6f }, { 0.5f }, { 0.7f }, { 0.9f } }).Scores));
    }

    [Fact]
    public void NothingAboveTheThreshold_FindsNothing()
    {
        var found = Select(new(), new float[,] { { -9 }, { -9 }, { -9 }, { -9 } });
        Assert.Equal([0, 4], found.Boxes.shape);
        Assert.Equal((0L, 0L), (found.Scores.numel(), found.Labels.numel()));
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BoxSelector(DetectionsPerImg: 0));
        Assert.Contains("1 levels", Assert.Throws<ArgumentException>(() => new BoxSelector().SelectBoxesPerImage([Boxes], [], [10, 10])).Message);
    }
}
