using System.Text.Json;
using Medulla.Interaction.Transforms;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Interaction;

public class SeedPointTests
{
    /// <summary>A 12 x 12 picture with a square of 5 and one of 3 pixels.</summary>
    private static Tensor Squares()
    {
        var label = zeros(1, 12, 12);
        label.narrow(1, 1, 5).narrow(2, 1, 5).fill_(1);
        label.narrow(1, 8, 3).narrow(2, 7, 3).fill_(1);
        return label;
    }

    private static long[][] Points(Sample sample, int list)
        => JsonSerializer.Deserialize<long[][][]>((string)sample["guidance"]!)![list];

    [Fact]
    public void EachRegion_GetsAClickInside_WithItsDepth()
    {
        for (var seed = 0u; seed < 20; seed++)
        {
            var sample = new AddInitialSeedPoint(ConnectedRegions: 3).Apply(new() { ["label"] = Squares() }, seed);

            var points = Points(sample, 0);
            Assert.Equal([-1, -1, -1], points[2]);
            Assert.All(points[..2], point => Assert.Equal(1, Squares()[0, point[1], point[2]].item<float>()));
            Assert.True(points[0][1] < 6 && points[1][1] > 6);
            // Steps out of the square from 1 to 5: its border is at 0 and 6.
            Assert.Equal(new[] { points[0][1], points[0][2], 6 - points[0][1], 6 - points[0][2] }.Min(), points[0][0]);
            Assert.All(Points(sample, 1), point => Assert.Equal([-1, -1, -1], point));
        }
    }

    [Fact]
    public void MiddleOfARegion_IsLikelierThanItsRim()
    {
        var random = Generators.For(new AddInitialSeedPoint(), 3);
        var depths = Enumerable.Range(0, 300)
            .Select(_ => Points((Sample)((ITransform)new AddInitialSeedPoint()).Run(new Sample { ["label"] = Squares() }, new(random))!, 0)[0][0]).ToList();

        // Weights e^d - 1 of 16 pixels at depth 1, 8 at 2 and 1 at 3: 27.5, 51.1 and 19.1.
        Assert.InRange(depths.Count(depth => depth == 1) / 300.0, 0.2, 0.37);
        Assert.InRange(depths.Count(depth => depth == 3) / 300.0, 0.12, 0.28);
    }

    [Fact]
    public void SliceAskedFor_IsTaken_AnyOtherIsDrawn()
    {
        var label = zeros(1, 4, 6, 6);
        label.narrow(1, 1, 3).narrow(2, 2, 2).narrow(3, 2, 2).fill_(1);
        var sample = new FindAllValidSlices().Apply(new() { ["label"] = label });
        Assert.Equal([1, 2, 3], (long[])sample["sids"]!);

        Assert.Equal(2, Points(new AddInitialSeedPoint().Apply(sample.With("sid", 2L), 0), 0)[0][1]);
        Assert.Equal([1L, 2, 3], Enumerable.Range(0, 20).Select(seed => Points(new AddInitialSeedPoint().Apply(sample.With("sid", 0L), (uint)seed), 0)[0][1]).Distinct().Order());
    }

    [Fact]
    public void LabelWithoutOutside_IsClickedAnywhere()
        => Assert.Equal(-1, Points(new AddInitialSeedPoint(ConnectedRegions: 1).Apply(new() { ["label"] = ones(1, 3, 3) }, 1), 0)[0][0]);

    [Fact]
    public void EmptyLabel_IsRejected()
        => Assert.Contains("nothing to click", Assert.Throws<TransformException>(() => new AddInitialSeedPoint().Apply(new() { ["label"] = zeros(1, 3, 3) }, 1)).Message);

    [Fact]
    public void MissingClass_GetsNoPoint_OrIsRejected()
    {
        var label = zeros(1, 5, 5, 4);
        label.narrow(1, 1, 3).fill_(1);
        var names = new Dictionary<string, object?> { ["spleen"] = 1L, ["liver"] = 2L, ["background"] = 0L };
        var sample = new FindAllValidSlicesMissingLabels("label").Apply(new() { ["label"] = label, ["label_names"] = names });
        Assert.Equal([-1L, -1L], ((List<object?>)((Dictionary<string, object?>)sample["sids"]!)["liver"]!).Take(2).Select(n => (long)n!));

        var clicks = (Dictionary<string, object?>)new AddInitialSeedPointMissingLabels("label", ConnectedRegions: 1).Apply(sample, 4)["guidance"]!;
        Assert.Equal("[[-1, -1, -1, -1]]", clicks["liver"]);
        var point = JsonSerializer.Deserialize<long[][]>((string)clicks["background"]!)![0];
        Assert.Equal(0, label[0, point[1], point[2], point[3]].item<float>());
        Assert.Contains("'liver'", Assert.Throws<TransformException>(() => new AddInitialSeedPointDeepEdit("label").Apply(sample, 4)).Message);
    }

    [Fact]
    public void PictureForAVolume_IsRejected()
        => Assert.Contains("[1, 4, 4]", Assert.Throws<TransformException>(() => new FindAllValidSlices().Apply(new() { ["label"] = zeros(1, 4, 4) })).Message);
}
