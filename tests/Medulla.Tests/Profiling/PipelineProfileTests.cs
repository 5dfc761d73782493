using Medulla.Profiling;
using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Profiling;

[Collection(nameof(Alone))]
public class PipelineProfileTests
{
    private static Sample Item => new() { ["image"] = Images.Turned(channels: 1), ["label"] = Images.Turned(channels: 1) };

    [Fact]
    public void EachStep_HasALine_WithItsKeys()
    {
        Compose pipeline = new(new Flip().On("image", "label"), new RandSpatialCropSamples.Keyed("image", [2, 2, 2], 3), new ScaleIntensity().On("image"));
        var profile = PipelineProfile.Of(pipeline, Item, runs: 2);
        Assert.Equal(["Flip", "RandSpatialCropSamples", "ScaleIntensity"], profile.Steps.Select(step => step.Name));
        Assert.Equal(["image", "label"], profile.Steps[0].Keys);
        Assert.Equal([1, 3, 3], profile.Steps.Select(step => step.Items));
        // Two images of 7 x 6 x 5 floats, then three crops of 2 x 2 x 2 floats and the label, which they share.
        Assert.Equal([2 * 840, (3 * 32) + 840, (3 * 32) + 840], profile.Steps.Select(step => step.ItemBytes));
        Assert.All(profile.Steps, step => Assert.True(step.Milliseconds > 0 && step.Longest >= step.Milliseconds));
        Assert.Equal(profile.Steps.Sum(step => step.Milliseconds), profile.Milliseconds, 9);
        var lines = profile.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 3 + 1, lines.Length);
        Assert.Contains("Flip (image, label)", lines[1]);
    }

    [Fact]
    public void PeakMemory_IsWhatTheWorkTakes()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        const int bytes = 64 << 20;
        // Adding one to an image makes another; a step that hands the image on makes none.
        var image = new MetaTensor(ones(1, bytes / 4));
        var profile = PipelineProfile.Of(new Compose(new ShiftIntensity(1), new ScaleIntensity(null, null, -0.5)), image, runs: 1);
        Assert.InRange(profile.Steps[0].PeakBytes!.Value, bytes - (8 << 20), 2.2 * bytes);
    }

    [Fact]
    public void LazySteps_AreNotMadeToResample_TheEndIsALineOfItsOwn()
    {
        Compose pipeline = new([new Zoom(1.5, KeepSize: false), new Flip()], Lazy: true);
        var profile = PipelineProfile.Of(pipeline, Images.Turned(), runs: 1);
        Assert.Equal(["Zoom", "Flip", PipelineProfile.Pending], profile.Steps.Select(step => step.Name));
        Assert.True(profile.Steps[1].ItemBytes < profile.Steps[2].ItemBytes);
    }

    [Fact]
    public void Profile_LeavesNoTensorsBehind()
    {
        var item = Item;
        Compose pipeline = new(new Zoom(1.5).On("image"), new RandGaussianNoise(1).On("image"));
        PipelineProfile.Of(pipeline, item, runs: 1);
        var before = Alone.LiveTensors();
        PipelineProfile.Of(pipeline, item, runs: 2);
        Assert.Equal(before, Alone.LiveTensors());
    }

    [Fact]
    public void NoRuns_AreRejected_AndFailuresNameTheStep()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PipelineProfile.Of(new Compose(new Flip()), Images.Turned(), runs: 0));
        var e = Assert.Throws<TransformException>(() => PipelineProfile.Of(new Compose(new Flip().On("image"), new CropForeground.Keyed("image", "mask")), Item));
        Assert.StartsWith("CropForeground (step 2", e.Message);
    }
}
