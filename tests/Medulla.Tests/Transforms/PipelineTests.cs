using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Post;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms;

public class PipelineTests
{
    private static Sample Pair() => new() { ["image"] = Images.Turned(channels: 1), ["label"] = Images.Turned(1, 1) };

    [Fact]
    public void Failure_NamesStepKeyAndTransform()
    {
        var pipeline = new Compose(new Flip().On("image"), new Flip(7).On("image", "label"));
        var e = Assert.Throws<TransformException>(() => pipeline.Apply(Pair()));
        Assert.Equal(("Flip", 2, "image"), (e.Step, e.Position, e.Key));
        Assert.StartsWith("Flip (step 2, key 'image'): axis 7", e.Message);
    }

    [Fact]
    public void UnknownKey_IsRejected_WithTheKeysThereAre()
    {
        var message = Assert.Throws<TransformException>(() => new Compose(new Flip().On("img")).Apply(Pair())).Message;
        Assert.Contains("'image', 'label'", message);
    }

    [Fact]
    public void MissingKeys_ArePassedOver_WhereAllowed()
    {
        var step = new Flip().On("image", "other") with { AllowMissingKeys = true };
        Assert.Equal(2, step.Apply(Pair()).Count);
    }

    [Fact]
    public void StepsAfterCrops_WorkOnEachCrop()
    {
        var pipeline = new Compose(
            new RandCropByPosNegLabel.Keyed(["image", "label"], "label", [4, 4, 4], NumSamples: 3), new SpatialPad(6).On("image"));
        var samples = pipeline.ApplyMany(Pair(), seed: 1);
        Assert.Equal(3, samples.Count);
        Assert.All(samples, s => Assert.Equal((Values<long>)[6, 6, 6], s.Image("image").SpatialShape));
    }

    [Fact]
    public void Invert_BringsAPredictionBackToTheGridOfTheFile()
    {
        var pipeline = new Compose(
            new Medulla.Transforms.Spatial.Orientation("RAS").On("image"), new Spacing([1, 1, 1]).On("image"), new CropForeground.Keyed("image", "image", Margin: 1),
            new NormalizeIntensity().On("image"), new SpatialPad(24).On("image"));
        var original = Images.Turned(channels: 1);
        var seen = pipeline.Apply(new Sample { ["image"] = original });
        var prediction = new MetaTensor(ones([2, .. seen.Image("image").SpatialShape]), seen.Image("image").Affine);
        var restored = ((Sample)((ITransform)new Invert.Keyed("pred", pipeline, "image")).Run(seen.With("pred", prediction), default)!).Image("pred");
        Assert.Equal(original.SpatialShape, restored.SpatialShape);
        Assert.True(original.Affine.IsClose(restored.Affine, 1e-9));
        Assert.Equal(2, restored.Channels);
        Assert.All(restored.Voxels(), v => Assert.Contains(v, new[] { 0f, 1f }));   // nearest: labels stay labels
    }

    [Fact]
    public void Invert_OfARandomPipeline_UndoesWhatWasDrawn()
    {
        var pipeline = new Compose(new RandFlip(0.5, 0).On("image"), new RandRotate90(0.5).On("image"), new RandFlip(0.5, 2).On("image"), new RandGaussianNoise(0.5).On("image"));
        for (uint seed = 0; seed < 12; seed++)
        {
            var sample = new Sample { ["image"] = Images.Turned() };
            var restored = pipeline.Invert(pipeline.Apply(sample, seed)).Image("image");
            Assert.Equal(sample.Image("image").Affine, restored.Affine);
            Assert.Empty(restored.Applied);
        }
    }

    [Fact]
    public void OneOf_PicksByWeight()
    {
        var pick = new OneOf([new ShiftIntensity(1), new ShiftIntensity(2)], [0, 1]);
        var image = new MetaTensor(zeros(1, 2, 2));
        Assert.All(Enumerable.Range(0, 10), seed => Assert.Equal(2, pick.Apply(image, (uint)seed).Voxels()[0]));
    }

    [Fact]
    public void PerKeyVariation_ChangesOneKeyAlone()
    {
        var step = new Spacing([1, 1, 1]).On(("image", t => t), ("label", t => t with { Mode = Interpolation.Nearest }));
        var values = step.Apply(Pair());
        var label = Pair().Image("label").Voxels().ToHashSet();
        Assert.All(values.Image("label").Voxels(), v => Assert.Contains(v, label));
        Assert.Contains(values.Image("image").Voxels(), v => !Pair().Image("image").Voxels().Contains(v));
    }

    [Fact]
    public void EmptyForeground_IsRejected()
    {
        var message = Assert.Throws<ArgumentException>(() => new CropForeground().Apply(new MetaTensor(zeros(1, 4, 4)))).Message;
        Assert.Contains("no foreground", message);
    }

    [Fact]
    public void Lambda_OnVoxels_KeepsTheGrid_AndIsUndone()
    {
        var image = Images.Turned();
        ITransform doubled = Lambda.OfVoxels(v => v * 2, v => v / 2);
        var changed = (MetaTensor)doubled.Run(image, default)!;
        Assert.Equal(image.Affine, changed.Affine);
        Images.AssertSame(image, (MetaTensor)doubled.Invert(changed)!);
    }

    [Fact]
    public void LiveTensors_StayFlat_OverRepeatedCalls()
    {
        var pipeline = new Compose(
            new NormalizeIntensity().On("image"), new Spacing([1, 1, 1]).On("image", "label"), new RandAffine(1, RotateRange: [0.1, 0.1, 0.1]).On("image", "label"),
            new RandGaussianNoise(1).On("image"));
        var sample = Pair();
        void Once(uint seed)
        {
            using var scope = NewDisposeScope();
            pipeline.Apply(sample, seed);
        }
        Once(0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (uint seed = 1; seed < 6; seed++)
        {
            Once(seed);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
