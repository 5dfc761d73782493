using Medulla.Data;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Io;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public sealed class PersistentDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IReadOnlyList<Sample> items;
    private int calls;

    public PersistentDatasetTests() => items = Items.Files(folder, 2);

    public void Dispose() => folder.Dispose();

    private string Cache => folder["cache"];

    /// <summary>Reads and moves an image, counting how often, then a random step.</summary>
    private Compose Pipeline(params ITransform[] more) => new([
        new LoadImage(EnsureChannelFirst: true).On("image"),
        new Lambda.Keyed("image", (Func<object?, object?>)(image =>
        {
            Interlocked.Increment(ref calls);
            return image;
        })),
        .. more, new RandGaussianNoise(1).On("image")]);

    [Fact]
    public void SecondDataset_ReadsWhatTheFirstOneKept()
    {
        var made = new PersistentDataset(items, Pipeline(), Cache).Get(1, 5)[0].Image("image");
        Assert.Equal(1, calls);
        var read = new PersistentDataset(items, Pipeline(), Cache).Get(1, 5)[0].Image("image");
        Assert.Equal(1, calls);
        Images.AssertSame(made, read);
        Images.AssertSame(new Dataset(items, Pipeline()).Get(1, 5)[0].Image("image"), read);
        Assert.Equal(items[1]["image"], read.Metadata.FileName);
    }

    [Fact]
    public void Entry_BelongsToOnePipeline_AndOneItem()
    {
        PersistentDataset With(params ITransform[] more) => new(items, Pipeline(more), Cache);
        string[] paths =
        [
            With().PathOf(0), With().PathOf(1), With(new Flip(0).On("image")).PathOf(0), With(new Flip(1).On("image")).PathOf(0), With(new Flip().On("image")).PathOf(0),
        ];
        Assert.Equal(paths.Length, paths.Distinct().Count());
        Assert.Equal(With().PathOf(0), With().PathOf(0));
        // Random steps run anew on each request; what is kept does not depend on them.
        Assert.Equal(With().PathOf(0), With(new RandFlip(0.3, 0).On("image")).PathOf(0));
    }

    [Fact]
    public void ChangedFile_IsPreparedAnew()
    {
        var file = (string)items[0]["image"]!;
        var dataset = new PersistentDataset(items, Pipeline(), Cache);
        var before = dataset.PathOf(0);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
        Assert.NotEqual(before, dataset.PathOf(0));

        var time = File.GetLastWriteTimeUtc(file);
        before = dataset.PathOf(0);
        new SaveImage().Write(Images.Turned(9, 1, 3, 3, 3), file);
        File.SetLastWriteTimeUtc(file, time);
        Assert.NotEqual(before, dataset.PathOf(0));
        Assert.Equal([1, 3, 3, 3], dataset.Get(0, 0)[0].Image("image").Data.shape);
    }

    [Fact]
    public void ItemsOfSeveralFiles_HaveEntriesOfTheirOwn()
    {
        Sample[] several = [new() { ["image"] = new List<object?> { "a.nii", "b.nii" } }, new() { ["image"] = new List<object?> { "a.nii", "c.nii" } }];
        var dataset = new PersistentDataset(several, Pipeline(), Cache);
        Assert.NotEqual(dataset.PathOf(0), dataset.PathOf(1));
    }

    [Fact]
    public void ImagesInMemory_HaveEntriesOfTheirOwn()
    {
        var images = Items.InMemory(2).Select(item => item.Without("number")).ToList();
        var dataset = new PersistentDataset(images, Pipeline(), Cache);
        Assert.NotEqual(dataset.PathOf(0), dataset.PathOf(1));
        Assert.Equal(dataset.PathOf(0), new PersistentDataset([Items.InMemory(1)[0].Without("number")], Pipeline(), Cache).PathOf(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(-1)]
    public void DamagedEntry_IsMadeAnew(int length)
    {
        var dataset = new PersistentDataset(items, Pipeline(), Cache);
        var made = dataset.Get(0, 1)[0].Image("image");
        var bytes = File.ReadAllBytes(dataset.PathOf(0));
        File.WriteAllBytes(dataset.PathOf(0), length < 0 ? [.. Enumerable.Repeat((byte)'?', 500)] : bytes[..length]);
        Images.AssertSame(made, dataset.Get(0, 1)[0].Image("image"));
        Assert.Equal(2, calls);
        Assert.Equal(bytes, File.ReadAllBytes(dataset.PathOf(0)));
    }

    [Fact]
    public void LeftoverOfACrash_IsNeverRead()
    {
        var dataset = new PersistentDataset(items, Pipeline(), Cache);
        Directory.CreateDirectory(Cache);
        File.WriteAllText($"{dataset.PathOf(0)}.abcd.tmp", "half an entry");
        dataset.Get(0, 0);
        dataset.Get(0, 0);
        Assert.Equal(1, calls);
        Assert.Equal("half an entry", File.ReadAllText($"{dataset.PathOf(0)}.abcd.tmp"));
        Assert.Equal(2, Directory.GetFiles(Cache).Length);
    }

    [Fact]
    public void History_SurvivesTheDisk()
    {
        var pipeline = new Compose(
            new LoadImage(EnsureChannelFirst: true).On("image"), new Medulla.Transforms.Spatial.Orientation("RAS").On("image"),
            new Spacing([1, 1, 1], Mode: Interpolation.Nearest).On("image"), new CropForeground.Keyed("image", "image"), new SpatialPad(24).On("image"),
            new RandFlip(1, 1).On("image"));
        var original = new LoadImage(EnsureChannelFirst: true).Apply((string)items[0]["image"]!);
        var made = new PersistentDataset(items, pipeline, Cache).Get(0, 3)[0];
        var read = new PersistentDataset(items, pipeline, Cache).Get(0, 3)[0];
        Images.AssertSame(made.Image("image"), read.Image("image"));
        Assert.Equal(made.Image("image").Applied.Count, read.Image("image").Applied.Count);
        var restored = pipeline.Invert(read).Image("image");
        Assert.Equal(original.SpatialShape, restored.SpatialShape);
        Assert.True(original.Affine.IsClose(restored.Affine, 1e-9));
        Assert.Empty(restored.Applied);
        Images.AssertSame(pipeline.Invert(made).Image("image"), restored);
    }

    [Fact]
    public void SeveralThreads_MayAskForTheSameItem()
    {
        var dataset = new PersistentDataset(items, Pipeline(), Cache);
        var images = new float[4][];
        Parallel.For(0, 4, i => images[i] = dataset.Get(0, 2)[0].Image("image").Voxels());
        Assert.All(images, one => Assert.Equal(images[0], one));
        Assert.Single(Directory.GetFiles(Cache));
    }

    [Fact]
    public void ValueThatNoFileCanKeep_IsRejected_WithTheWayOut()
    {
        var dataset = new PersistentDataset([new() { ["image"] = items[0]["image"], ["names"] = new List<object?> { "a" } }], Pipeline(), Cache);
        var message = Assert.Throws<NotSupportedException>(() => dataset.Get(0, 0)).Message;
        Assert.Contains("names", message);
        Assert.Contains("CacheDataset", message);
    }

    [Fact]
    public void FailingStep_LeavesNoEntry()
    {
        var dataset = new PersistentDataset([new() { ["image"] = folder["gone.nii"] }], Pipeline(), Cache);
        Assert.Throws<TransformException>(() => dataset.Get(0, 0));
        Assert.False(Directory.Exists(Cache) && Directory.GetFiles(Cache).Length > 0);
    }

    [Fact]
    public void Samples_GoThroughAFileUnchanged()
    {
        var image = new Flip(0).Apply(Images.Turned()).WithMetadata(new() { FileName = "a.nii", Space = "SCREEN", OriginalAffine = Images.Turned().Affine, OriginalChannelDim = new ChannelAxis(null) });
        var sample = new Sample
        {
            ["image"] = image, ["mask"] = tensor([true, false]), ["text"] = "left", ["flag"] = true, ["whole"] = 1L << 40, ["real"] = 0.1,
            ["shape"] = (Medulla.Imaging.Values<long>)[1, 2], ["nothing"] = null,
        };
        SampleFile.Save(folder["sample.safetensors"], [sample, sample.Without("image")]);
        var read = SampleFile.Load(folder["sample.safetensors"]).Cast<Sample>().ToList();
        Assert.Equal(2, read.Count);
        Assert.Equal(sample.Keys, read[0].Keys);
        Assert.Equal(sample.Keys.Skip(1), read[1].Keys);
        Images.AssertSame(image, read[0].Image("image"));
        Assert.Equal(image.Metadata, read[0].Image("image").Metadata);
        Assert.Equal(image.Applied[0].Mapping, Assert.Single(read[0].Image("image").Applied).Mapping);
        Assert.Equal([true, false], ((Tensor)read[0]["mask"]!).data<bool>().ToArray());
        Assert.All(sample.Keys.Skip(2), key => Assert.Equal(sample[key], read[0][key]));
    }
}
