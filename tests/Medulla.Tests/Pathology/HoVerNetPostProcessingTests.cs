using Medulla.Pathology.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Pathology;

public sealed class HoVerNetPostProcessingTests : IDisposable
{
    private const int Side = 64;
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    /// <summary>Scores of discs, and distances to their centres.</summary>
    private static (Tensor Scores, Tensor Distances, Tensor Discs) Discs(params (int Row, int Column, int Radius)[] discs)
    {
        var (rows, columns) = (arange(Side, ScalarType.Float32).unsqueeze(1), arange(Side, ScalarType.Float32).unsqueeze(0));
        var (map, horizontal, vertical) = (zeros(Side, Side), zeros(Side, Side), zeros(Side, Side));
        foreach (var (disc, index) in discs.Select((disc, index) => (disc, index)))
        {
            var (down, across) = (rows - disc.Row, columns - disc.Column);
            var inside = (down.square() + across.square()).le(disc.Radius * disc.Radius);
            map = where(inside, tensor(index + 1f), map);
            vertical = where(inside, (down / disc.Radius).expand(Side, Side), vertical);
            horizontal = where(inside, (across / disc.Radius).expand(Side, Side), horizontal);
        }
        var foreground = map.gt(0).to_type(ScalarType.Float32);
        return (stack([1 - foreground, foreground]) * 8, stack([horizontal, vertical]), map);
    }

    [Fact]
    public void TouchingDiscs_BecomeInstances_WithCentresAndTypes()
    {
        var (scores, distances, discs) = Discs((20, 20, 9), (20, 38, 9), (48, 44, 8));
        var (found, map) = new HoVerNetInstanceMapPostProcessing().Apply(new MetaTensor(scores), distances);
        Assert.Equal(3, found.Count);
        Assert.All(found.Values, one =>
        {
            var centre = ((Tensor)one["centroid"]!).data<long>().ToArray();
            Assert.True(((Tensor)one["contour"]!).shape[0] >= 4);
            Assert.Equal([1L, 4], ((Tensor)one["bounding_box"]!).shape);
            Assert.Equal(2, centre.Length);
        });
        // Each instance lies in one disc.
        Assert.All(found.Keys, instance => Assert.Equal(1, discs.masked_select(map.Data[0].eq(instance)).unique().output.numel()));

        var types = stack([zeros(Side, Side), discs.eq(1).to_type(ScalarType.Float32), discs.gt(1).to_type(ScalarType.Float32)]);
        var (typed, typeMap) = new HoVerNetNuclearTypePostProcessing().Apply(types * 8, found, map);
        Assert.Equal([1, 2, 2], typed.Values.Select(one => (int)one["type"]!).Order());
        Assert.Equal(2, typeMap!.Data.max().item<long>());
    }

    [Fact]
    public void DistancesThatAreTheSameEverywhere_AreRejected()
        => Assert.Contains("hover map", Assert.Throws<ArgumentException>(
            () => new HoVerNetInstanceMapPostProcessing().Apply(new MetaTensor(Discs((20, 20, 9)).Scores), zeros(2, Side, Side))).Message);

    [Fact]
    public void KeyThatIsThere_IsNotOverwritten()
    {
        var (scores, distances, _) = Discs((20, 20, 9));
        var sample = new Sample { ["nucleus_prediction"] = new MetaTensor(scores), ["horizontal_vertical"] = new MetaTensor(distances), ["instance_map"] = 1 };
        Assert.Contains("instance_map", Assert.ThrowsAny<Exception>(() => new HoVerNetInstanceMapPostProcessing.Keyed().Apply(sample)).Message);
    }

    [Theory]
    [InlineData(3, 8, 8)]
    [InlineData(1, 8, 9)]
    public void MapsOfOtherShapes_AreRejectedByTheWatershed(int channels, int height, int width)
        => Assert.Contains("Watershed", Assert.Throws<ArgumentException>(() => new Watershed().Apply(zeros(1, 8, 8), ones(channels, height, width))).Message);

    [Fact]
    public void UnknownActivation_IsRejected() => Assert.Contains("relu", Assert.Throws<ArgumentException>(() => (MapActivation)"relu").Message);
}
