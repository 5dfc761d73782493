using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms;

public class SpatialLawTests
{
    public static TheoryData<SpatialTransform> All => new((SpatialTransform[])
    [
        new Flip(), new Flip(0), new Flip((Values<int>)[1, -1]), new Rotate90(), new Rotate90(3, [0, 2]), new Rotate90(2, [2, 1]),
        new Medulla.Transforms.Spatial.Orientation("RAS"), new Medulla.Transforms.Spatial.Orientation("PSL"), new SpatialPad([9, 9, 8]),
        new SpatialPad(10, PadMethod.End, PadMode.Edge), new CenterSpatialCrop([4, 3, 5]), new ResizeWithPadOrCrop([4, 9, 5]),
        new BorderPad([1, 2, 0, 3, 4, 1], PadMode.Reflect), new DivisiblePad(4), new BorderPad(2, ConstantValues: [[0, 0], [1, 2], [3, 4], [5, 6]]), new CenterScaleCrop(0.6), new SpatialCrop(RoiSlices: [1..^1, Range.All, 2..4]), new Crop([2..5, 1..]), new Pad([[0, 0], [1, 2], [0, 3]], PadMode.Edge), new Spacing([1, 1, 1]), new Spacing([3, 2.2, 1.7], Diagonal: true),
        new Spacing([2, 2, 2], Mode: Interpolation.Nearest), new Resize([5, -1, 9]), new Resize(11, SizeMode.Longest, Interpolation.Linear, AntiAliasing: true),
        new Zoom(1.4), new Zoom([0.7, 1.2, 2], Interpolation.Linear, KeepSize: false), new Zoom(0.6, PaddingMode: PadMode.Reflect),
        new Rotate([0.3, -0.2, 1]), new Rotate(0.4, KeepSize: false, Mode: Interpolation.Spline3, PaddingMode: PadMode.Mirror),
        new AffineTransform(0.3, 0.1, [1, -2], [1.1, 0.9], SpatialSize: [6, 8, 7]), new AffineTransform(Affine: Affine.Scaling(0.5, 1, 2)),
        new SpatialResample { DstAffine = Affine.Scaling(1.5, 2, 1) }, new SpatialResample(Interpolation.Nearest, PadMode.Constant) { SpatialSize = [4, 9, -1] },
        new ResampleToMatch { Destination = new([6, 5, 4], Affine.Scaling(2, -1, 1.5)) },
    ]);

    [Theory]
    [MemberData(nameof(All))]
    public void Landmark_KeepsItsPlaceInTheWorld(SpatialTransform transform)
    {
        var source = Images.Turned().Grid;
        var mapping = transform.Map(source);
        foreach (double[] voxel in (double[][])[[0, 0, 0], [1, 2, 3], [2.5, 0.25, 1]])
        {
            var here = mapping.Target.Affine.Apply(voxel);
            var there = source.Affine.Apply(mapping.ToSource.Apply(voxel));
            Assert.All(here.Zip(there), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Inverse_RestoresGridExactly(SpatialTransform transform)
    {
        var image = Images.Turned();
        var restored = transform.Invert(transform.Apply(image));
        Assert.Equal(image.SpatialShape, restored.SpatialShape);
        Assert.Equal(image.Affine, restored.Affine);
        Assert.Empty(restored.Applied);
    }

    [Fact]
    public void Inverse_OfMovesThatLoseNothing_RestoresVoxels()
    {
        var image = Images.Turned();
        foreach (var transform in new SpatialTransform[] { new Flip(), new Rotate90(1, [1, 2]), new SpatialPad(11, Mode: PadMode.Reflect), new Medulla.Transforms.Spatial.Orientation("SPL") })
        {
            Images.AssertSame(image, transform.Invert(transform.Apply(image)));
        }
    }

    [Fact]
    public void Inverse_OfFinerSpacing_RestoresVoxels_OfASmoothImage()
    {
        // Linear interpolation is exact on a ramp, so going to finer voxels and back changes nothing.
        var ramp = arange(7 * 6 * 5, ScalarType.Float32).reshape(1, 7, 6, 5);
        var image = new MetaTensor(ramp, Images.Turned().Affine);
        var spacing = new Spacing([0.75, 1, 1.5]);
        Images.AssertSame(image, spacing.Invert(spacing.Apply(image)), tolerance: 1e-3);
    }

    [Fact]
    public void FlipTwice_RestoresVoxelsAndAffine()
    {
        var image = Images.Turned();
        var flip = new Flip(1);
        Images.AssertSame(image, flip.Apply(flip.Apply(image)));
    }

    [Fact]
    public void AllOrientations_ThereAndBack_RestoreVoxelsAndAffine()
    {
        var image = new Medulla.Transforms.Spatial.Orientation("RAS").Apply(Images.Turned());
        var count = 0;
        foreach (var axes in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            for (var flips = 0; flips < 8; flips++)
            {
                var codes = string.Concat(axes.Select((axis, i) => "LPIRAS"[axis + ((flips >> i & 1) == 1 ? 3 : 0)]));
                var turned = new Medulla.Transforms.Spatial.Orientation(codes).Apply(image);
                Assert.Equal(codes, Imaging.Geometry.Orientation.Of(turned.Affine).Codes());
                Images.AssertSame(image, new Medulla.Transforms.Spatial.Orientation("RAS").Apply(turned));
                count++;
            }
        }
        Assert.Equal(48, count);
    }

    [Fact]
    public void LazyMoves_FuseIntoOne_AndAgreeWithEager()
    {
        var image = Images.Turned();
        var pipeline = new Compose(new Flip(0), new CenterSpatialCrop([5, 4, 5]), new Rotate90(1, [0, 1]));
        var eager = pipeline.Apply(image);
        var waiting = pipeline.Transforms.Aggregate(image, (current, step) => (MetaTensor)step.Run(current, new(Lazy: true))!);
        Assert.Single(waiting.Pending);
        Assert.Equal(eager.SpatialShape, waiting.SpatialShape);
        Images.AssertSame(eager, waiting);
    }

    [Fact]
    public void LazyInterpolations_AreOneInterpolation()
    {
        // Finer and back: two interpolations blur, one that knows both steps is the identity.
        var image = Images.Turned();
        var there = new Spacing([1, 1, 1]) { Lazy = true };
        var back = new Spacing(Values.From(image.Affine.Spacing())) { Lazy = true };
        var fused = back.Apply(there.Apply(image));
        Assert.Single(fused.Pending);
        var inside = fused.Data.narrow(1, 0, 6).narrow(2, 0, 5).narrow(3, 0, 4);
        Assert.True(inside.allclose(image.Data.narrow(1, 0, 6).narrow(2, 0, 5).narrow(3, 0, 4), 1e-3, 1e-2));
    }

    [Fact]
    public void DifferentInterpolations_DoNotFuse()
    {
        var image = Images.Turned();
        var smooth = new Spacing([1, 1, 1]) { Lazy = true };
        var nearest = new Spacing([2, 2, 2], Mode: Interpolation.Nearest) { Lazy = true };
        Assert.Equal(2, nearest.Apply(smooth.Apply(image)).Pending.Count);
    }

    [Theory]
    [InlineData(PadMode.Constant, false)]
    [InlineData(PadMode.Edge, false)]
    [InlineData(PadMode.Reflect, false)]
    [InlineData(PadMode.Reflect, true)]
    public void Kernels_AgreeWithLibtorch(PadMode outside, bool alignCorners)
    {
        var image = Images.Turned(3, 2, 9, 8, 7);
        var toSource = Affine.Create(3, (row, column) => (row, column) switch
        {
            // No coordinate falls half-way between voxels, where rounding alone would decide which is nearest.
            (0, 0) => 0.8123, (0, 1) => 0.3017, (1, 0) => -0.2531, (1, 1) => 1.1071, (2, 2) => 0.9113, (2, 0) => 0.1511, (0, 3) => -1.3027, (1, 3) => 1.7019, (2, 3) => -0.6037, _ => 0,
        });
        foreach (var map in new[] { toSource, Affine.Scaling(0.7013, 1.3037, 0.4519) * Affine.Translation(-1.2011, 0.4007, 0.7019) })
        {
            foreach (var interpolation in new[] { Interpolation.Nearest, Interpolation.Linear })
            {
                var mapping = new Mapping(new([11, 10, 21], Affine.Identity(3)), map, new(interpolation, outside, AlignCorners: alignCorners));
                var ours = mapping.Execute(image.Data);
                var theirs = Resampling.OnDevice(image.Data, alignCorners ? Resampling.Stretched(mapping, [9, 8, 7]) : mapping, interpolation);
                Assert.True(ours.allclose(theirs, 1e-4, 2e-3), $"{interpolation}: {(ours - theirs).abs().max().item<float>()}");
            }
        }
    }

    [Fact]
    public void TwoDimensionalKernels_AgreeWithLibtorch()
    {
        var image = Images.Turned(4, 1, 12, 9);
        var map = Affine.Create(2, (row, column) => (row, column) switch { (0, 0) => 0.9, (0, 1) => -0.2, (1, 0) => 0.3, (1, 1) => 0.8, (0, 2) => 0.5, _ => -0.7 });
        var mapping = new Mapping(new([14, 17], Affine.Identity(2)), map, new(Interpolation.Linear, PadMode.Edge));
        Assert.True(mapping.Execute(image.Data).allclose(Resampling.OnDevice(image.Data, mapping, Interpolation.Linear), 1e-4, 2e-3));
    }

    [Fact]
    public void SingularAffine_IsRejected()
    {
        var flat = new MetaTensor(zeros(1, 4, 4, 4), Affine.Scaling(1, 0, 1));
        Assert.ThrowsAny<Exception>(() => new Spacing([1, 1, 1]).Apply(flat));
    }

    [Fact]
    public void AxisOutsideTheImage_IsRejected_WithTheRange()
        => Assert.Contains("-3 to 2", Assert.Throws<ArgumentException>(() => new Flip(3).Apply(Images.Turned())).Message);
}
