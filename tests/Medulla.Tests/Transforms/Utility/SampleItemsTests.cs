using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Utility;

public class SampleItemsTests
{
    private static Sample Pair() => new() { ["image"] = Images.Turned(), ["label"] = Images.Turned(1, 1), ["id"] = 5 };

    [Fact]
    public void Copies_AreApartFromTheOriginal()
    {
        var copied = new CopyItems("image", Names: "again").Apply(Pair());
        copied.Image("again").Data.zero_();
        Assert.Contains(copied.Image("image").Voxels(), v => v != 0);
    }

    [Fact]
    public void TakenNames_AreRejected()
    {
        Assert.Contains("'label'", Assert.Throws<ArgumentException>(() => new CopyItems("image", Names: "label").Apply(Pair())).Message);
        Assert.Throws<ArgumentException>(() => new FlattenSubKeys("map").Apply(Pair().With("map", new Sample { ["id"] = 1 })));
        Assert.Throws<ArgumentException>(() => new SplitDim.Keyed("image").Apply(Pair().With("image_0", 1)));
    }

    [Fact]
    public void ImpossibleCopies_AreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyItems("image", Times: 0));
        Assert.Throws<ArgumentException>(() => new CopyItems("image", Times: 2, Names: "one"));
    }

    [Fact]
    public void Joined_LiesWhereTheFirstDoes()
    {
        var joined = new ConcatItems(["image", "label"], "both").Apply(Pair()).Image("both");
        Assert.Equal(3, joined.Channels);
        Assert.Equal(Pair().Image("image").Affine, joined.Affine);
    }

    [Fact]
    public void ArraysOfOtherShapes_AreNotJoined()
    {
        var sample = Pair().With("label", new MetaTensor(zeros(1, 2, 2, 2)));
        Assert.Contains("[1, 2, 2, 2]", Assert.Throws<ArgumentException>(() => new ConcatItems(["image", "label"], "both").Apply(sample)).Message);
    }

    [Fact]
    public void Keys_AreSelectedAndDeleted()
    {
        Assert.Equal(["id"], new SelectItems(["id", "none"], AllowMissingKeys: true).Apply(Pair()).Keys);
        Assert.Equal(["id"], new DeleteItems(["image", "label", "none"]).Apply(Pair()).Keys);
        Assert.Equal(["id"], new DeleteItems("^(im|la)", UseRe: true).Apply(Pair()).Keys);
        Assert.Throws<KeyNotFoundException>(() => new SelectItems(["none"]).Apply(Pair()));
    }

    [Fact]
    public void PathsThatLeadNowhere_AreRejected()
    {
        Assert.Throws<KeyNotFoundException>(() => new DeleteItems("none.inner").Apply(Pair()));
        Assert.Throws<ArgumentException>(() => new DeleteItems("id.inner").Apply(Pair()));
        Assert.Throws<ArgumentException>(() => new FlattenSubKeys("id").Apply(Pair()));
    }

    [Fact]
    public void AnImageTakenApart_IsPutTogetherAgain_WithItsHistory()
    {
        var sample = new Sample { ["image"] = new Flip(1).Apply(Images.Turned()) };
        var apart = new FromMetaTensor.Keyed("image").Apply(sample);
        Assert.IsType<Tensor>(apart["image"], exactMatch: false);
        Assert.Contains("image_transforms", apart.Keys);
        var step = new ToMetaTensor.Keyed("image");
        var together = step.Apply(apart);
        Assert.Equal(["image"], together.Keys);
        Images.AssertSame(sample.Image("image"), together.Image("image"));
        Images.AssertSame(Images.Turned(), new Compose(new Flip(1).On("image"), new FromMetaTensor.Keyed("image"), step).Invert(together).Image("image"));
    }

    [Fact]
    public void Statistics_PassOverNan_AndKeepToTheMask()
    {
        var image = new MetaTensor(tensor([1f, 2f, float.NaN, 9f]).view(1, 4));
        var stats = new IntensityStats(["mean", "median", "std", "max", "min"], "x").Apply(image).Statistics;
        Assert.Equal(4.0, stats["x_mean"]);
        Assert.Equal(2.0, stats["x_median"]);
        Assert.Equal(Math.Sqrt(38.0 / 3), (double)stats["x_std"]!, 1e-12);   // deviations -3, -2, 5
        var masked = new IntensityStats([(Func<Tensor, object?>)(v => v.numel())], "x").Apply(image, mask: image.Data.lt(5)).Statistics;
        Assert.Equal(2L, masked["x_custom_0"]);
    }

    [Fact]
    public void Statistics_InAPipeline_ComeWithALivingImage()
    {
        var pipeline = new Compose(new Medulla.Transforms.Intensity.ShiftIntensity(1), new IntensityStats(["min"], "x"));
        var (image, notes) = ((MetaTensor, IReadOnlyDictionary<string, object?>))((ITransform)pipeline).Run(new MetaTensor(zeros(1, 3)), default)!;
        Assert.Equal(1.0, notes["x_min"]);
        Assert.Equal(1, image.Voxels()[0]);
    }

    [Fact]
    public void MaskOfAnotherKind_IsRejected()
    {
        var (stats, image) = (new IntensityStats(["mean"], "x"), Images.Turned());
        Assert.Contains("booleans", Assert.Throws<ArgumentException>(() => stats.Apply(image, mask: image.Data)).Message);
        Assert.Throws<ArgumentException>(() => stats.Apply(image, mask: ones(2, ScalarType.Bool)));
        Assert.Contains("'mode'", Assert.Throws<ArgumentException>(() => new IntensityStats(["mode"], "x").Apply(image)).Message);
    }

    [Fact]
    public void DataStats_TellsWhatItIsAskedFor()
    {
        using var text = new StringWriter();
        var image = new MetaTensor(arange(6, ScalarType.Float32).view(1, 2, 3));
        ITransform stats = new DataStats("CT", AdditionalInfo: item => ((MetaTensor)item!).Channels) { Output = text };
        Assert.Same(image, stats.Run(image, default));
        Assert.Contains("CT statistics:", text.ToString());
        Assert.Contains("[1, 2, 3]", text.ToString());
        Assert.Contains("(0, 5)", text.ToString());
        Assert.Contains("Additional info: 1", text.ToString());
    }

    [Fact]
    public void RandLambda_ActsOnAllKeysOrNone_AndIsUndone()
    {
        ITransform keyed = new RandLambda.Keyed(["image", "label"], (Func<object?, object?>)Doubled, (Func<object?, object?>)Halved, Prob: 0.5);
        var acted = 0;
        for (uint seed = 0; seed < 12; seed++)
        {
            var changed = (Sample)keyed.Run(Pair(), new(Generators.For(keyed, seed)))!;
            bool[] doubled = [.. new[] { "image", "label" }.Select(key => changed.Image(key).Voxels()[0] != Pair().Image(key).Voxels()[0])];
            Assert.Equal(doubled[0], doubled[1]);
            acted += doubled[0] ? 1 : 0;
            Images.AssertSame(Pair().Image("image"), ((Sample)keyed.Invert(changed)!).Image("image"));
        }
        Assert.InRange(acted, 1, 11);

        static object? Doubled(object? item) => ((MetaTensor)item!).WithData(((MetaTensor)item).Data * 2);
        static object? Halved(object? item) => ((MetaTensor)item!).WithData(((MetaTensor)item).Data / 2);
    }
}
