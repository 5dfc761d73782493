using Medulla.Data;
using Medulla.Data.Generated;
using Medulla.Imaging.Formats;
using Medulla.Randomness;

namespace Medulla.Tests.Data.Generated;

public class GeneratedDatasetTests
{
    public static TheoryData<GeneratedDataset> Datasets =>
    [
        new PhantomScans(1, 1, 1, 5), new MassPictures(3, 1, 2, 5), new HeartViews(3, 1, 2, 5), new NoisySlices(3, 1, 2, 5),
    ];

    [Theory, MemberData(nameof(Datasets))]
    public void SameSeed_GivesTheSameFiles_BitForBit(GeneratedDataset dataset)
    {
        using var folder = new TemporaryFolder();
        var (first, again) = (Written(dataset, folder["first"]), Written(dataset, folder["again"]));
        Assert.Equal(first.Keys, again.Keys);
        Assert.All(first, file => Assert.Equal(file.Value, again[file.Key]));
        Assert.Contains(Written(dataset with { Seed = 6 }, folder["other"]), file => !file.Value.AsSpan().SequenceEqual(first[file.Key]));
    }

    [Theory, MemberData(nameof(Datasets))]
    public void MoreItems_LeaveTheOthersAsTheyAre(GeneratedDataset dataset)
    {
        using var folder = new TemporaryFolder();
        var (few, more) = (Written(dataset, folder["few"]), Written(dataset with { Training = dataset.Training + 1, Validation = 2 }, folder["more"]));
        Assert.True(more.Count > few.Count);
        Assert.All(few.Where(file => file.Key != GeneratedDataset.ListFile), file => Assert.Equal(file.Value, more[file.Key]));
    }

    [Theory, MemberData(nameof(Datasets))]
    public void List_NamesFilesThatCanBeRead(GeneratedDataset dataset)
    {
        using var folder = new TemporaryFolder();
        var list = dataset.Write(folder.Path);
        Assert.Equal(dataset.Labels, Datalist.Labels(list).OrderBy(label => label.Key).Select(label => label.Value));
        foreach (var (section, count) in new[] { ("training", dataset.Training), ("validation", dataset.Validation), ("test", dataset.Test) })
        {
            var items = Datalist.Load(list, section);
            Assert.Equal(count, items.Count);
            Assert.All(items, item => Assert.True(ImageFile.Read((string)item["image"]!).Voxels.Length > 1000));
        }
    }

    [Fact]
    public void NegativeCount_IsRejected() => Assert.Throws<ArgumentOutOfRangeException>(() => new MassPictures(-1, 0, 0));

    [Fact]
    public void MassPictures_HaveAllShapes_AndMassesAreBrighterThanTissue()
    {
        var items = Enumerable.Range(0, 40).Select(seed => new MassPictures(0, 0, 0).Create(new RandomState((uint)seed))).ToList();
        Assert.Equal([0L, 1, 2, 3], items.Select(item => (long)item["label"]).Distinct().Order());
        var mean = Enumerable.Range(0, 64 * 64).Select(i => items.Average(item => (double)((ImageVolume)item["image"]).ToArray<byte>()[i])).ToArray();
        Assert.True(mean[(32 * 64) + 32] > mean[0] + 30);
    }

    [Fact]
    public void HeartViews_PutHingesAtTheEndsOfTheWall_AndTheApexAtItsTip()
    {
        for (uint seed = 0; seed < 20; seed++)
        {
            var item = new HeartViews(0, 0, 0).Create(new RandomState(seed));
            var (image, points) = ((ImageVolume)item["image"], (double[][])item["landmarks"]);
            Assert.Equal(3, points.Length);
            Assert.All(points, point => Assert.All(
                image.Affine.Inverse().Apply(point[0], point[1], 0).Zip(image.Shape), voxel => Assert.InRange(voxel.First, 0, voxel.Second - 1)));
            double Length(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
            Assert.InRange(Length(points[0], points[1]), 2 * 24 - 12, 2 * 32 - 8);
            Assert.Equal(Length(points[0], points[2]), Length(points[1], points[2]), 1e-9);
            // Half a wall inside of the tip is wall, which is darker than the blood further in.
            double At(double share) => Mean(image, points[2], [(points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2], share);
            Assert.True(At(0.05) < At(0.5) - 200);
        }
    }

    [Fact]
    public void NoisySlices_FollowRicesLaw()
    {
        var item = new NoisySlices(0, 0, 0).Create(new RandomState(3));
        var (noisy, clean) = (((ImageVolume)item["image"]).ToArray<double>(), ((ImageVolume)item["label"]).ToArray<double>());
        var air = noisy.Where((_, i) => clean[i] == 0).ToArray();
        var tissue = noisy.Select((value, i) => value - clean[i]).Where((_, i) => clean[i] > 600).ToArray();
        var std = Math.Sqrt(tissue.Average(value => value * value));
        Assert.InRange(std, 55, 110);
        // Where there is no signal the magnitude follows Rayleigh's law, whose mean is sqrt(pi / 2) of the deviation.
        Assert.Equal(1, air.Average() / (std * Math.Sqrt(Math.PI / 2)), 0.05);
        Assert.All(noisy, value => Assert.True(value >= 0));
    }

    /// <summary>The mean of 3 x 3 pixels on the way from one place in the world to another.</summary>
    private static double Mean(ImageVolume image, double[] from, double[] to, double share)
    {
        var voxel = image.Affine.Inverse().Apply(from[0] + (share * (to[0] - from[0])), from[1] + (share * (to[1] - from[1])), 0);
        var (values, height) = (image.ToArray<double>(), image.Shape[1]);
        return Enumerable.Range(0, 9).Average(i => values[(((long)Math.Round(voxel[0]) + (i / 3) - 1) * height) + (long)Math.Round(voxel[1]) + (i % 3) - 1]);
    }

    private static SortedDictionary<string, byte[]> Written(GeneratedDataset dataset, string folder)
    {
        dataset.Write(folder);
        return new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllBytes));
    }
}
