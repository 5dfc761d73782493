using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Spatial;

public class DeformationTests
{
    [Fact]
    public void Elastic_AgreesWithGridSampleOnAWholeGrid()
    {
        var image = Images.Turned(2, 2, 20, 11, 9);
        var elastic = new Rand3DElastic((2, 3), (30, 40), 1, RotateRange: [0.2, 0.1, 0.3], ScaleRange: [0.1, 0.1, 0.1], SpatialSize: [12, 14, 9], PaddingMode: PadMode.Edge);
        var drawn = elastic.Draw(new RandomState(3), image);
        var toSource = Deformation.BetweenMiddles(drawn.Size, image.SpatialShape, drawn.Motion!.ToAffine(3));
        var expected = Deformation.ThroughGrid(image.Data, drawn.Displacement!, toSource, toSource, Interpolation.Linear, new(Interpolation.Linear, PadMode.Edge));
        var found = elastic.Apply(image, drawn);
        Assert.True(found.Data.allclose(expected, 1e-4, 1e-2), $"{(found.Data - expected).abs().max().item<float>()}");
        Assert.Equal(image.Affine, found.Affine);
    }

    [Fact]
    public void GridDistortion_AgreesWithGridSampleOnAWholeGrid()
    {
        var image = Images.Turned(4, 2, 13, 12, 9);
        double[][] steps = [[1.1, 0.9, 1.2, 0.8], [0.7, 1.13, 1.07, 1.31], [1, 1.21, 0.83, 1]];
        double[] Along(int n, int cells, double[] factors)
        {
            var (cell, coordinates, from) = (n / cells, new double[n], 0.0);
            for (var c = 0; c < cells; c++)
            {
                for (var i = 0; i < cell; i++)
                {
                    coordinates[c * cell + i] = from + cell * factors[c] * i / (cell - 1);
                }
                from += cell * factors[c];
            }
            if (n % cells == 1)
            {
                coordinates[^1] = from;
            }
            return coordinates;
        }
        double[][] coordinates = [.. steps.Select((s, axis) => Along((int)image.SpatialShape[axis], 3, s))];
        var expected = Deformation.AlongGrid(image.Data, coordinates, Interpolation.Linear, new(Interpolation.Linear));
        var found = new GridDistortion(3, Values.From(steps.Select(Values.From)), PaddingMode: PadMode.Constant).Apply(image);
        Assert.True(found.Data.allclose(expected, 1e-4, 1e-2), $"{(found.Data - expected).abs().max().item<float>()}");
    }

    [Fact]
    public void NoMagnitude_LeavesTheImageAsItIs()
    {
        var solid = Images.Turned();
        Images.AssertSame(solid, new Rand3DElastic((1, 2), (0, 0), 1).Apply(solid, 1), 1e-3);
        Images.AssertSame(solid, new RandGridDistortion(Prob: 0).Apply(solid, 1));
    }

    [Fact]
    public void NotActing_StillGivesTheSizeAskedFor()
    {
        var image = Images.Turned(0, 1, 8, 8, 8);
        var cut = new Rand3DElastic((1, 2), (1, 2), 0, SpatialSize: [4, 6, 8]).Apply(image, 1);
        Images.AssertSame(new MetaTensor(image.Data.narrow(1, 2, 4).narrow(2, 1, 6), image.Affine), cut);
        var flat = Images.Turned(0, 1, 8, 8);
        Assert.Equal((Values<long>)[5, 7], new Rand2DElastic(2, (1, 2), 0, SpatialSize: [5, 7]).Apply(flat, 1).SpatialShape);
    }

    [Fact]
    public void Images_GetTheSameDeformation_WhateverTheirType()
    {
        var image = Images.Turned();
        var whole = image.WithData(image.Data.round());
        var elastic = new Rand3DElastic((1, 2), (5, 9), 1);
        Images.AssertSame(elastic.Apply(whole, 4), elastic.Apply(whole.WithData(whole.Data.to_type(ScalarType.Int16)), 4));
    }

    [Fact]
    public void NegativeRange_IsDrawnDownwards()
    {
        // One number r of a list stands for [-r, r]; of a negative one the low end comes second, as in the reference.
        var u = new RandomState(7).Rand();
        var shift = new RandAffine(1, TranslateRange: [-4]).Draw(new RandomState(7), Images.Turned()).Motion!.Translate[0];
        Assert.Equal(4 - 8 * u, shift, 1e-12);
    }

    [Fact]
    public void WrongNumberOfAxes_IsRejected_WithTheWayOut()
    {
        Assert.Contains("Rand2DElastic takes 2", Assert.Throws<ArgumentException>(() => new Rand3DElastic((1, 2), (1, 2), 1).Apply(Images.Turned(0, 1, 4, 4), 1)).Message);
        Assert.Contains("Rand3DElastic takes 3", Assert.Throws<ArgumentException>(() => new Rand2DElastic(1, (1, 2), 1).Apply(Images.Turned(), 1)).Message);
        Assert.Contains("takes 3", Assert.Throws<ArgumentException>(() => new GridDistortion(2, [[1, 1, 1]]).Apply(Images.Turned())).Message);
    }

    [Fact]
    public void TooFewSteps_AreRejected()
        => Assert.Contains("3 are needed", Assert.Throws<ArgumentException>(() => new GridDistortion(2, [[1, 1], [1, 1, 1], [1, 1, 1]]).Apply(Images.Turned())).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void NoCells_AreRejected(int cells) => Assert.Throws<ArgumentOutOfRangeException>(() => new RandGridDistortion(cells));
}
