using Medulla.Data;
using Medulla.Interaction.DeepGrow;
using Medulla.Transforms.Io;
using static TorchSharp.torch;

namespace Medulla.Tests.Interaction;

public sealed class DeepGrowDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A volume of 6 x 5 x 4 voxels with region 1 in slices 1 and 2, and region 3 in slice 2.</summary>
    private IReadOnlyList<IReadOnlyDictionary<string, object?>> Items()
    {
        var label = zeros(1, 6, 5, 4);
        label.narrow(3, 1, 2).narrow(1, 0, 2).fill_(1);
        label[0, 4, 4, 2] = 3;
        foreach (var (name, voxels) in new[] { ("image", rand(1, 6, 5, 4)), ("label", label) })
        {
            new SaveImage().Write(new MetaTensor(voxels), folder[$"{name}.nii"]);
        }
        return [new Dictionary<string, object?> { ["image"] = "image.nii", ["label"] = "label.nii" }];
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public void Regions_BecomeItems(int dimension, int count)
    {
        var items = DeepGrowDataset.CreateDataset(Items(), folder.Path, dimension, [1, 1, 1], baseDir: folder.Path, relativePath: true);

        Assert.Equal(count, items.Count);
        Assert.Equal([1L, 3], items.Select(item => (long)item["region"]!).Distinct());
        var (image, mask) = (NumpyFile.Map(Path.Combine(folder.Path, (string)items[^1]["image"]!)), NumpyFile.Map(Path.Combine(folder.Path, (string)items[^1]["label"]!)));
        Assert.Equal(dimension == 2 ? [6, 5] : [4, 6, 5], mask.shape);
        Assert.Equal((1f, image.shape.Length), (mask.sum().item<float>(), mask.shape.Length));
    }

    [Fact]
    public void WithoutLabels_EachSliceIsAnItem()
        => Assert.Equal(4, DeepGrowDataset.CreateDataset(Items(), folder.Path, 2, [1, 1, 1], labelKey: null, baseDir: folder.Path).Count);

    [Fact]
    public void NoItems_OrAnotherDimension_AreRejected()
    {
        Assert.Contains("0 items", Assert.Throws<ArgumentException>(() => DeepGrowDataset.CreateDataset([], folder.Path, 3, 1)).Message);
        Assert.Contains("dimension is 4", Assert.Throws<ArgumentException>(() => DeepGrowDataset.CreateDataset(Items(), folder.Path, 4, 1)).Message);
    }
}
