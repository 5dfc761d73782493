using Medulla.Data;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class BatchInverseTransformTests
{
    private static Compose Pipeline(bool lazy)
        => new([new Flip(0).On("image"), new Spacing([2, 2, 2], Mode: Interpolation.Nearest).On("image"), new RandRotate90(0.5).On("image")], lazy);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Results_ComeBackToTheGridsOfTheFiles(bool lazy)
    {
        var pipeline = Pipeline(lazy);
        MetaTensor[] originals = [Images.Turned(0, 1), Images.Turned(1, 1, 9, 4, 6)];
        using var batch = new Batch([.. originals.Select((image, i) => pipeline.Apply(new Sample { ["image"] = image }, (uint)i))], padToLargest: true);
        var results = batch["image"].gt(50).to_type(ScalarType.Float32).repeat(1, 3, 1, 1, 1);
        var restored = new BatchInverseTransform(pipeline).Apply(batch.With("image", results, of: "image"));
        for (var i = 0; i < originals.Length; i++)
        {
            var image = restored[i].Image("image");
            Assert.Equal(originals[i].SpatialShape, image.SpatialShape);
            Assert.True(originals[i].Affine.IsClose(image.Affine, 1e-9));
            Assert.Equal(3, image.Channels);
        }
    }

    [Fact]
    public void ExactSteps_AreUndoneExactly()
    {
        var pipeline = new Compose(new Flip(1).On("image"), new SpatialPad([9, 9, 9]).On("image"));
        using var batch = new Batch([.. Enumerable.Range(0, 3).Select(i => pipeline.Apply(new Sample { ["image"] = Images.Turned((uint)i) }))]);
        var restored = new BatchInverseTransform(pipeline).Apply(batch);
        Assert.All(Enumerable.Range(0, 3), i => Images.AssertSame(Images.Turned((uint)i), restored[i].Image("image")));
    }

    [Fact]
    public void ResultsOfAnotherShape_AreRejected()
    {
        using var batch = new Batch([new() { ["image"] = Images.Turned() }]);
        Assert.Contains("[1, 2, 7, 6, 5]", Assert.Throws<ArgumentException>(() => batch.With("pred", zeros([1, 2, 7, 6, 4]), "image")).Message);
    }
}
