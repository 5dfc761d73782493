using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.CropPad;

public class RandomCropsTests
{
    private static Tensor Label()
    {
        var label = zeros(1, 12, 10, 8);
        label[0, 2, 3, 4] = 1;
        label[0, 9, 8, 1] = 2;
        label[0, 9, 8, 2] = 2;
        return label;
    }

    [Fact]
    public void ClassesWithoutShare_AreNeverInTheMiddle()
    {
        var crops = new RandCropByLabelClasses([1, 1, 1], [0, 0, 1], Label(), 3, NumSamples: 20).Apply(new(Label()), new RandomState(1));
        Assert.All(crops, crop => Assert.Equal([2], crop.Voxels()));
    }

    [Fact]
    public void ClassesWithoutVoxels_AreNeverChosen()
    {
        var centers = CropCenters.AroundLabelClasses(Label(), 1, 10, numClasses: 5, ratios: [0, 1, 0, 1, 1], randState: new(3));
        Assert.All(centers, center => Assert.Equal([2, 3, 4], center));
    }

    [Fact]
    public void Masks_AndListsOfIndices_GiveTheSameRegions()
    {
        var lists = Values.From(VoxelIndices.OfClasses(Label(), 3, maxSamplesPerClass: 100).Select(list => Values.Create<long>(list.data<long>().ToArray())));
        var crop = new RandCropByLabelClasses([3, 3, 3], null, Label(), 3, 6, MaxSamplesPerClass: 100);
        Assert.Equal(crop.Draw(new RandomState(5), Label()), crop.Draw(new RandomState(5), Label(), indices: lists));
    }

    [Fact]
    public void NegativeRatio_AndRatiosForOtherClasses_AreRejected()
    {
        var image = new MetaTensor(Label());
        Assert.Contains("[1, -1, 1]", Assert.Throws<ArgumentException>(() => new RandCropByLabelClasses(3, [1, -1, 1], Label(), 3).Apply(image, new RandomState(0))).Message);
        Assert.Contains("3 classes", Assert.Throws<ArgumentException>(() => new RandCropByLabelClasses(3, [1, 1], Label(), 3).Apply(image, new RandomState(0))).Message);
    }

    [Fact]
    public void LabelThatIsNotOnehot_NeedsTheNumberOfClasses()
        => Assert.Contains("num_classes", Assert.Throws<ArgumentException>(() => VoxelIndices.OfClasses(Label())).Message);

    [Fact]
    public void KnownIndices_DoWithoutALabel()
    {
        var sample = new Sample { ["image"] = new MetaTensor(Label()), ["fg"] = tensor(new long[] { 2 * 80 + 3 * 8 + 4 }), ["bg"] = tensor(new long[] { 0 }) };
        ITransform crop = new RandCropByPosNegLabel.Keyed(["image"], "label", 1, Neg: 0, ImageKey: "image", FgIndicesKey: "fg", BgIndicesKey: "bg");
        var cropped = Assert.IsType<Sample>(Assert.Single((IEnumerable<object?>)crop.Run(sample, new(Generators.For(crop, 1)))!));
        Assert.Equal([1], cropped.Image("image").Voxels());
        Assert.False(cropped.ContainsKey("fg"));
    }

    [Fact]
    public void Weights_DrawWhereTheyAre_AndOfNoneAnywhere()
    {
        var weights = zeros(9, 9);
        weights[4, 6] = 3;
        Assert.All(CropCenters.ByWeight(3, weights, 5, new(1)), center => Assert.Equal([4, 6], center));
        Assert.All(CropCenters.ByWeight(3, zeros(9, 9), 20, new(1)), center => Assert.All(center, at => Assert.InRange(at, 1, 7)));
    }

    [Fact]
    public void RegionLargerThanTheImage_IsRejected_UnlessAllowed()
    {
        Assert.Contains("AllowSmaller", Assert.Throws<ArgumentException>(() => CropCenters.Inside([1, 1], 5, [4, 9])).Message);
        Assert.Equal([2, 2], CropCenters.Inside([1, 1], 5, [4, 9], allowSmaller: true));
    }

    [Fact]
    public void Samples_LieAtTheSamePlaces_InAllKeys()
    {
        var image = Images.Turned();
        var step = new Compose(new RandSpatialCropSamples.Keyed(["a", "b"], [3, 2, 2], 3));
        var samples = step.ApplyMany(new Sample { ["a"] = image, ["b"] = image }, 4).Cast<Sample>().ToList();
        Assert.Equal(3, samples.Count);
        Assert.All(samples, sample => Images.AssertSame(sample.Image("a"), sample.Image("b")));
    }
}
