using Medulla.Data;
using Medulla.Imaging;
using Medulla.Tests.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class BatchTests
{
    [Fact]
    public void Images_AreStacked_AndOtherValuesListed()
    {
        using var batch = new Batch(Items.InMemory(3));
        Assert.Equal([3, 1, 7, 6, 5], batch["image"].shape);
        Assert.Equal([0, 1, 2], batch.Values("number").Cast<int>());
        Assert.Equal(3, batch.Count);
        Images.AssertSame(Items.InMemory(3)[1].Image("image"), batch.Samples[1].Image("image"));
    }

    [Fact]
    public void ReferenceForm_HasNumbersAsTensors_AndTextAsLists()
    {
        using var scope = NewDisposeScope();
        using var batch = new Batch([new() { ["label"] = 3L, ["dose"] = 1.5, ["name"] = "a" }, new() { ["label"] = 1L, ["dose"] = 2L, ["name"] = "b" }]);
        var form = Assert.IsType<Sample>(batch.ReferenceForm);
        var label = Assert.IsType<Tensor>(form["label"], exactMatch: false);
        Assert.Equal((ScalarType.Int64, "3, 1"), (label.dtype, string.Join(", ", label.data<long>())));
        Assert.Equal(ScalarType.Float64, Assert.IsType<Tensor>(form["dose"], exactMatch: false).dtype);
        Assert.Equal(["a", "b"], Assert.IsType<List<object?>>(form["name"]));
    }

    [Fact]
    public void Padding_PutsZerosAtTheEnds_AndSamplesKeepTheirSize()
    {
        var (small, large) = (Images.Turned(0, 1, 2, 3, 4), Images.Turned(1, 1, 4, 3, 5));
        using var batch = new Batch([new() { ["image"] = small }, new() { ["image"] = large }], padToLargest: true);
        Assert.Equal([2, 1, 4, 3, 5], batch["image"].shape);
        Assert.Equal((Values<long>)[2, 3, 4], batch.Samples[0].Image("image").SpatialShape);
        Images.AssertSame(small, batch.Samples[0].Image("image"));
        Assert.Equal(small.Data.sum().item<float>(), batch["image"][0].sum().item<float>(), 1e-2f);
    }

    [Fact]
    public void History_OutlivesStacking()
    {
        var image = Images.Turned();
        using var batch = new Batch([new() { ["image"] = new RandGaussianNoise(1).Apply(new Flip(0).Apply(image), 1) }]);
        var stacked = batch.Samples[0].Image("image");
        Assert.Equal(2, stacked.Applied.Count);
        Assert.Equal(image.Affine, new Flip(0).Invert(stacked.Undo()).Affine);
    }

    [Fact]
    public void Batch_HasItsOwnVoxels()
    {
        var image = Images.Turned();
        var before = image.Voxels();
        using (var batch = new Batch([new() { ["image"] = image }]))
        {
            batch["image"].zero_();
        }
        Assert.Equal(before, image.Voxels());
    }

    [Fact]
    public void WithoutSamples_IsRejected() => Assert.Throws<ArgumentException>(() => new Batch([]));

    [Fact]
    public void DifferentNumbersOfAxes_AreRejected_EvenWithPadding()
    {
        Sample[] samples = [new() { ["image"] = new MetaTensor(zeros(1, 4, 4)) }, new() { ["image"] = new MetaTensor(zeros(1, 4, 4, 4)) }];
        Assert.Contains("same number of axes", Assert.Throws<ArgumentException>(() => new Batch(samples, padToLargest: true)).Message);
    }

    [Fact]
    public void DifferentKeys_AreRejected_WithTheKeyThatIsMissing()
    {
        Sample[] samples = [new() { ["image"] = Images.Turned(), ["label"] = Images.Turned() }, new() { ["image"] = Images.Turned() }];
        Assert.Contains("'label'", Assert.Throws<ArgumentException>(() => new Batch(samples)).Message);
        Assert.Contains("'label'", Assert.Throws<ArgumentException>(() => new Batch([samples[1], samples[0]])).Message);
    }

    [Fact]
    public void UnknownKey_IsRejected_WithTheKeysThereAre()
    {
        using var batch = new Batch(Items.InMemory(1));
        Assert.Contains("'image'", Assert.Throws<KeyNotFoundException>(() => batch["label"]).Message);
    }
}
