using Medulla.Imaging.Geometry;
using Medulla.Transforms.Io;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Io;

public sealed class SaveImageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-save").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(new long[] { 1, 4, 5, 6 }, new long[] { 4, 5, 6 })]
    [InlineData(new long[] { 2, 4, 5, 6 }, new long[] { 4, 5, 6, 2 })]
    [InlineData(new long[] { 1, 4, 5, 1 }, new long[] { 4, 5 })]
    [InlineData(new long[] { 1, 4, 5 }, new long[] { 4, 5 })]
    [InlineData(new long[] { 3, 4, 5 }, new long[] { 4, 5, 1, 3 })]
    public void Channels_AreTheFourthAxisOfAFile_AndSingleOnesAtItsEndAreDropped(long[] image, long[] file)
    {
        using var scope = NewDisposeScope();
        var voxels = rand(image);
        var saved = Saved(new(voxels));
        Assert.Equal(file, saved.Data.shape);
        Assert.True(saved.Data.flatten().equal(voxels.movedim([0], [image.Length - 1]).flatten()).all().item<bool>());
    }

    [Fact]
    public void ImageThatLostItsChannels_IsWrittenAsItLies()
    {
        using var scope = NewDisposeScope();
        var image = new Medulla.Transforms.Spatial.Orientation("RAS").Apply(new(rand(2, 4, 5, 6), new Affine(3, [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])));
        var saved = Saved(image.WithData(image.Data[1]));
        Assert.Equal([4, 5, 6], saved.Data.shape);
        Assert.True(saved.Data.equal(image.Data[1]).all().item<bool>());
        Assert.True(saved.Affine.IsClose(image.Affine));
    }

    private MetaTensor Saved(MetaTensor image)
    {
        var file = Path.Combine(folder, "image.nii");
        new SaveImage(Resample: false).Write(image, file);
        return new LoadImage().Apply(file);
    }
}
