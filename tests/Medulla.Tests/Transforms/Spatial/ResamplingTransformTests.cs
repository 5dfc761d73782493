using Medulla.Data;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Spatial;

public class ResamplingTransformTests
{
    [Fact]
    public void AntiAliasing_RemovesWhatTheSmallerImageCannotHold()
    {
        // Stripes one voxel wide are beyond a third of the resolution: picked voxels keep them, a smoothed image is nearly even.
        var stripes = (arange(60, ScalarType.Float32) % 2).reshape(1, 60, 1).expand(1, 60, 60).contiguous();
        var resize = new Resize([20, 20], Mode: Interpolation.Nearest);
        Assert.Equal(0.5f, resize.Apply(new(stripes)).Data.std().item<float>(), 0.02f);
        Assert.True((resize with { AntiAliasing = true }).Apply(new(stripes)).Data.narrow(1, 2, 16).narrow(2, 2, 16).std().item<float>() < 0.08);
    }

    [Fact]
    public void ResizeOfAPicture_ToThreeAxes_GivesItAThird_AndTakesItAway()
    {
        var picture = Images.Turned(1, 1, 6, 5);
        var resize = new Resize([12, 10, 2], Mode: Interpolation.Nearest);
        var deep = resize.Apply(picture);
        Assert.Equal([1, 12, 10, 2], deep.Data.shape);
        Images.AssertSame(picture, resize.Invert(deep));
    }

    [Fact]
    public void LongestSide_KeepsProportions()
        => Assert.Equal([20, 10, 5], new Resize(20, SizeMode.Longest).Apply(new(zeros(1, 8, 4, 2))).SpatialShape);

    [Fact]
    public void LongestSide_TakesOneNumber()
        => Assert.Contains("one number", Assert.Throws<ArgumentException>(() => new Resize([4, 4], SizeMode.Longest)).Message);

    [Fact]
    public void TooFewSizes_AreRejected()
        => Assert.Contains("takes 3 numbers", Assert.Throws<ArgumentException>(() => new Resize([4, 4]).Apply(Images.Turned())).Message);

    [Fact]
    public void AlignedCorners_OfAreas_AreRejected()
        => Assert.Contains("linear and cubic", Assert.Throws<ArgumentException>(() => new Resize(4, SizeMode.Longest, AlignCorners: true).Apply(Images.Turned())).Message);

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.5)]
    [InlineData(double.NaN)]
    public void ZoomByNothing_IsRejected(double factor) => Assert.Throws<ArgumentOutOfRangeException>(() => new Zoom(factor));

    [Fact]
    public void ZoomThatLeavesNoVoxel_IsRejected()
        => Assert.Contains("none left", Assert.Throws<ArgumentException>(() => new Zoom(0.1).Apply(Images.Turned())).Message);

    [Fact]
    public void DifferentNumbersOfZooms_AreRejected() => Assert.Throws<ArgumentException>(() => new RandZoom(1, [0.9, 0.9], [1.1]));

    [Fact]
    public void ZoomThatKeepsSize_PadsTheZoomedImage()
    {
        // 4 voxels of 2 x 2 become 2 of means, which the middle of 4 holds; the edge repeats the means, not the first voxels.
        var image = new MetaTensor(tensor(new float[] { 0, 2, 4, 6 }).reshape(1, 4));
        Assert.Equal([1, 1, 5, 5], new Zoom(0.5).Apply(image).Voxels());
        Assert.Equal([0, 1, 5, 0], new Zoom(0.5, PaddingMode: PadMode.Constant).Apply(image).Voxels());
    }

    [Fact]
    public void QuarterTurn_IsRotate90()
    {
        var image = Images.Turned(3, 1, 6, 6, 4);
        Images.AssertSame(new Rotate90(-1, [0, 1]).Apply(image), new Rotate([0, 0, Math.PI / 2]).Apply(image), 1e-3);
    }

    [Fact]
    public void RotationOfALine_IsRejected()
        => Assert.Contains("2-D and 3-D", Assert.Throws<ArgumentException>(() => new Rotate(0.1).Apply(new(zeros(1, 5)))).Message);

    [Fact]
    public void WholeShift_WithReflection_MirrorsFaces()
    {
        // Grid sampling mirrors at faces, padding at centres; a shift by whole voxels is no reason to change.
        var image = new MetaTensor(tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(1, 1, 6).expand(1, 6, 6).contiguous());
        var row = new AffineTransform(TranslateParams: [0, -2], PaddingMode: PadMode.Reflect).Apply(image).Data[0, 0].data<float>().ToArray();
        Assert.Equal([2, 1, 1, 2, 3, 4], row);
    }

    [Theory]
    [InlineData(Interpolation.Cubic, PadMode.Edge)]
    [InlineData(Interpolation.Spline3, PadMode.Mirror)]
    public void SmoothInterpolation_ThereAndBack_RestoresASmoothImage(Interpolation mode, PadMode outside)
    {
        var wave = (arange(40, ScalarType.Float32) / 6).sin();
        var image = new MetaTensor(wave.reshape(1, 40, 1) * wave.reshape(1, 1, 40));
        var rotate = new Rotate(0.3, KeepSize: false, Mode: mode, PaddingMode: outside);
        var restored = rotate.Invert(rotate.Apply(image));
        var difference = (restored.Data - image.Data).narrow(1, 12, 16).narrow(2, 12, 16).abs().max().item<float>();
        Assert.True(difference < 0.02, $"{difference}");
    }

    [Theory]
    [InlineData(PadMode.Edge)]
    [InlineData(PadMode.GridConstant)]
    [InlineData(PadMode.Reflect)]
    [InlineData(PadMode.Mirror)]
    public void SplineOfOrderOne_ByLinearKernels_IsWhatTheSplineIs(PadMode outside)
    {
        var image = Images.Turned();
        var (grid, _) = new AffineGrid([0.5, 0.2, -0.4], TranslateParams: [2, -1, 0.3], Dtype: ScalarType.Float64).Apply([7, 6, 5]);
        var spline = new Resample(Interpolation.Spline1, outside).Apply(image, grid!.Data);
        var fast = new AffineTransform([0.5, 0.2, -0.4], TranslateParams: [2, -1, 0.3], Mode: Interpolation.Spline1, PaddingMode: outside).Apply(image);
        Assert.True(spline.Data.allclose(fast.Data, 1e-3, 0.01), $"{(spline.Data - fast.Data).abs().max().item<float>()}");
    }

    [Fact]
    public void ResampleToMatch_HasTheOthersGridAndMetadata_AndItsOwnName()
    {
        var image = Images.Turned().WithMetadata(new() { FileName = "moving.nii.gz" });
        var fixedImage = new MetaTensor(zeros(1, 5, 6, 7), Affine.Scaling(2, 2, 2), new() { FileName = "fixed.nii.gz", Space = "LPS" });
        var matched = new ResampleToMatch().Apply(image, fixedImage);
        Assert.Equal(fixedImage.Grid, matched.Grid);
        Assert.Equal(("moving.nii.gz", "LPS"), (matched.Metadata.FileName, matched.Metadata.Space));
    }

    [Fact]
    public void NothingToMatch_IsRejected()
        => Assert.Contains("no image to match", Assert.Throws<InvalidOperationException>(() => new ResampleToMatch().Apply(Images.Turned())).Message);

    [Fact]
    public void SingularAffine_IsRejected()
        => Assert.Contains("not invertible", Assert.Throws<ArgumentException>(
            () => new SpatialResample().Apply(new(zeros(1, 4, 4, 4), Affine.Scaling(1, 0, 1)), Affine.Identity(3))).Message);

    [Fact]
    public void LazyStretch_IsAMappingLikeAnyOther_AndFuses()
    {
        var image = Images.Turned();
        var larger = new Resize([14, 12, 10], Mode: Interpolation.Linear) { Lazy = true };
        var waiting = new Rotate([0, 0, 0.2]) { Lazy = true }.Apply(larger.Apply(image));
        Assert.Single(waiting.Pending);
        Images.AssertSame((larger with { Lazy = false }).Apply(image), larger.Apply(image), 1e-3);
    }

    [Fact]
    public void LazyAreas_StayAreas()
    {
        var resize = new Resize([3, 3, 2]) { Lazy = true };
        Images.AssertSame((resize with { Lazy = false }).Apply(Images.Turned()), resize.Apply(Images.Turned()), 1e-4);
    }

    [Fact]
    public void GridAndResample_AreTheTransform()
    {
        var image = Images.Turned();
        foreach (var mode in new[] { Interpolation.Linear, Interpolation.Nearest, Interpolation.Spline3, Interpolation.Cubic })
        {
            foreach (var align in new[] { false, true })
            {
                var (grid, _) = new AffineGrid([0.21, 0.13, -0.4], ScaleParams: [1.13, 0.87, 1.03], Dtype: ScalarType.Float64, AlignCorners: align).Apply([7, 6, 5]);
                var byHand = new Resample(mode, PadMode.Reflect, AlignCorners: align).Apply(image, grid!.Data);
                var whole = new AffineTransform([0.21, 0.13, -0.4], ScaleParams: [1.13, 0.87, 1.03], Mode: mode, AlignCorners: align).Apply(image);
                Assert.True(byHand.Data.allclose(whole.Data, 1e-3, 0.05), $"{mode} {align}: {(byHand.Data - whole.Data).abs().max().item<float>()}");
            }
        }
    }

    [Fact]
    public void GridWithoutSize_IsRejected() => Assert.Throws<ArgumentException>(() => new AffineGrid().Apply());

    [Fact]
    public void GridOfAnotherRank_IsRejected()
        => Assert.Contains("3 spatial axes", Assert.Throws<ArgumentException>(() => new Resample().Apply(Images.Turned(), zeros(3, 4, 4))).Message);

    [Fact]
    public void AffineInAPipeline_GivesItsMatrixToo_ButNotToKeys()
    {
        var step = new AffineTransform(0.1);
        var pair = Assert.IsType<(MetaTensor, Tensor)>(((ITransform)step).Run(Images.Turned(), default));
        Assert.Equal([4, 4], pair.Item2.shape);
        Assert.IsType<MetaTensor>(step.On("image").Apply(new Sample { ["image"] = Images.Turned() })["image"]);
    }

    [Fact]
    public void LowResolution_ThatLeavesNoVoxel_IsRejected()
        => Assert.Contains("none left", Assert.Throws<ArgumentException>(
            () => new RandSimulateLowResolution(1, ZoomRange: (0.01, 0.02)).Apply(Images.Turned(), 1)).Message);

    [Fact]
    public void StoredStretch_IsUndoneAsWell()
    {
        var zoom = new Zoom(1.3, Interpolation.Linear);
        var zoomed = zoom.Apply(Images.Turned());
        using var folder = new TemporaryFolder();
        SampleFile.Save(folder["sample.safetensors"], [new Sample { ["image"] = zoomed }]);
        var read = Assert.IsType<Sample>(Assert.Single(SampleFile.Load(folder["sample.safetensors"]))).Image("image");
        Images.AssertSame(zoom.Invert(zoomed), zoom.Invert(read), 1e-4);
    }
}
