using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;
using Medulla.Visualization;
using static TorchSharp.torch;

namespace Medulla.Tests.Visualization;

public class PipelinePreviewTests
{
    private static Sample Item => new() { ["image"] = Images.Turned(channels: 2), ["label"] = new MetaTensor(zeros(1, 7, 6, 5).index_fill_(1, tensor(2L), 1)) };

    [Fact]
    public void EachStep_IsDescribed()
    {
        Compose pipeline = new(
            new Orientation("RAS").On("image"), new Flip(0).On("image"), new ScaleIntensity(0, 1).On("image"), new ScaleIntensity().On("label"),
            new RandSpatialCropSamples.Keyed("image", [4, 3, 2], 3, RandomSize: false));
        var steps = PipelinePreview.Of(pipeline, Item).Steps;
        Assert.Equal(["input", "Orientation", "Flip", "ScaleIntensity", "ScaleIntensity", "RandSpatialCropSamples"], steps.Select(step => step.Name));
        Assert.Equal(Enumerable.Range(0, 6), steps.Select(step => step.Position));
        Assert.Equal(["LAS", "RAS", "LAS", "LAS"], steps.Take(4).Select(step => step.Orientation));
        Assert.Equal([false, false, false, false, true, false], steps.Select(step => step.Unchanged));
        var scaled = steps[3];
        Assert.Equal((2, 1.5, "float32", 0.0, 1), (scaled.Channels, scaled.Spacing[0], scaled.Type, Math.Round(scaled.Minimum, 5), scaled.Items));
        Assert.Equal([4, 3, 2], steps[5].Shape);
        Assert.Equal(3, steps[5].Items);
    }

    [Fact]
    public void Looking_ChangesNothing_LazyStepsStayLazy()
    {
        Compose pipeline = new([new Zoom(1.3).On("image"), new Rotate90(1).On("image"), new RandGaussianNoise(1).On("image")], Lazy: true);
        var item = Item;
        var before = pipeline.Apply(item, seed: 3).Image("image");
        Assert.Equal(["input", "Zoom", "Rotate90", "RandGaussianNoise"], PipelinePreview.Of(pipeline, item, new() { Seed = 3 }).Steps.Select(step => step.Name));
        Images.AssertSame(before, pipeline.Apply(item, seed: 3).Image("image"));
        var waiting = new Zoom(1.3) { Lazy = true }.Apply(Images.Turned());
        PipelinePreview.Of(new Compose(new Flip { Lazy = true }), waiting);
        Assert.Single(waiting.Pending);
    }

    [Fact]
    public void Pictures_ShowTheArray_SoThatFlipsAreSeen_AndTheLabelsOutline()
    {
        using var plain = PipelinePreview.Of(new Compose(), Item).Picture.Decode();
        using var flipped = PipelinePreview.Of(new Compose(), new Sample { ["image"] = new Flip().Apply(Images.Turned()) }).Picture.Decode();
        Assert.NotEqual(plain.Bytes, flipped.Bytes);
        Assert.NotEmpty(plain.Of(Overlay.ColorOf(1)));
        using var bare = PipelinePreview.Of(new Compose(), Item, new() { LabelKey = null }).Picture.Decode();
        Assert.Empty(bare.Of(Overlay.ColorOf(1)));
        Assert.NotEmpty(plain.Of(Palette.Text));
        Assert.NotEmpty(plain.Of(Palette.Muted));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(3, 3)]
    [InlineData(6, 2)]
    public void Rows_HaveAsManyPicturesAsAskedFor(int columns, int rows)
    {
        Compose pipeline = new([.. Enumerable.Range(0, 6).Select(_ => (ITransform)new Flip())]);
        using var picture = PipelinePreview.Of(pipeline, Images.Turned(), new() { Columns = columns, TileSize = 96 }).Picture.Decode();
        Assert.Equal((columns * (96 + 14)) + 14, picture.Width);
        using var one = PipelinePreview.Of(pipeline, Images.Turned(), new() { Columns = 7, TileSize = 96 }).Picture.Decode();
        Assert.Equal((one.Height - 14) * rows, picture.Height - 14);
    }

    [Fact]
    public void ImagesThatCannotBeDrawn_AreDescribedAllTheSame()
    {
        var steps = PipelinePreview.Of(new Compose(), new MetaTensor(full([1, 2, 2, 2, 2], double.NaN))).Steps;
        Assert.True(double.IsNaN(Assert.Single(steps).Minimum));
        Assert.Equal(4, steps[0].Shape.Count);
    }

    [Fact]
    public void MissingKey_IsRejected_WithTheKeysThereAre()
    {
        var e = Assert.Throws<ArgumentException>(() => PipelinePreview.Of(new Compose(), Item, new() { Key = "scan" }));
        Assert.Contains("'scan'", e.Message);
        Assert.Contains("'image', 'label'", e.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PreviewOptions { TileSize = 10 });
    }
}
