using Medulla.Interaction.Transforms;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Interaction;

public class GuidanceTests
{
    private static readonly Dictionary<string, object?> Names = new() { ["spleen"] = 1L, ["background"] = 0L };

    private static Sample Clicked(object clicks) => new() { ["image"] = new MetaTensor(rand(2, 9, 9, 5)), ["guidance"] = clicks };

    [Theory]
    [InlineData("[[[1, 4, 4, 2], [-1, -1, -1, -1]], []]")]
    [InlineData("[[[4, 4, 2]], [[-1, 3, 3]]]")]
    public void Spot_IsHighestAtItsClick_AndNoClickIsNoSpot(string clicks)
    {
        var image = new AddGuidanceSignal().Apply(Clicked(clicks)).Image("image").Data;

        Assert.Equal([3, 9, 9, 5], image.shape);
        Assert.Equal((1f, 0f, 0f), (image[1].max().item<float>(), image[1].min().item<float>(), image[2].abs().max().item<float>()));
        Assert.Equal(1, image[1, 4, 4, 2].item<float>());
    }

    [Fact]
    public void TextListsAndArrays_AreOneToClicks()
    {
        object[] forms = ["[[[0, 8, 1]], [[3, 3, 3]]]", new List<object?> { new List<object?> { new[] { 0L, 8, 1 } }, tensor(new long[,] { { 3, 3, 3 } }) }, tensor(new long[,,] { { { 0, 8, 1 } }, { { 3, 3, 3 } } })];
        var images = forms.Select(form => new AddGuidanceSignal(NumberIntensityCh: 0).Apply(Clicked(form)).Image("image").Data).ToList();
        Assert.All(images, image => Assert.True(image.equal(images[0]).all().item<bool>()));
    }

    [Fact]
    public void ClickBeyondTheImage_IsMovedToItsRim()
        => Assert.Equal(1, new AddGuidanceSignal().Apply(Clicked("[[[4, 4, 99]]]")).Image("image").Data[1, 4, 4, 4].item<float>());

    [Theory]
    [InlineData("[[[4, 4")]
    [InlineData("[[[1, \"a\"]]]")]
    [InlineData("[[[4]]]")]
    public void WhatIsNoPoint_IsRejected(string clicks)
        => Assert.Contains("click", Assert.Throws<TransformException>(() => new AddGuidanceSignal().Apply(Clicked(clicks))).Message);

    [Fact]
    public void Image_KeepsItsPlace_AndGetsAChannelForEachClass()
    {
        var image = new MetaTensor(rand(1, 6, 6, 6), Medulla.Imaging.Geometry.Affine.Scaling(2, 2, 3));
        var sample = new Sample { ["image"] = image, ["guidance"] = new Dictionary<string, object?> { ["spleen"] = "[[1, 2, 2, 2]]", ["background"] = "[]" } };

        var made = new AddGuidanceSignalDeepEdit("image").Apply(sample).Image("image");

        Assert.Equal((3, image.Affine), (made.Channels, made.Affine));
        var cleared = new DiscardAddGuidance("image", LabelNames: new[] { "spleen", "background" }).Apply(sample.With("image", made)).Image("image").Data;
        Assert.Equal((3, 0f), (cleared.shape[0], cleared.narrow(0, 1, 2).abs().max().item<float>()));
        Assert.True(cleared[0].equal(image.Data[0]).all().item<bool>());
    }

    [Fact]
    public void Discrepancies_AreTheSignsOfTheDifference()
    {
        var (label, prediction) = (rand(1, 8, 8).gt(0.5).to_type(ScalarType.Float32), rand(1, 8, 8));

        var found = (List<object?>)new FindDiscrepancyRegions().Apply(new() { ["label"] = label, ["pred"] = prediction })["discrepancy"]!;

        Assert.True(((Tensor)found[0]! - (Tensor)found[1]!).equal(label - prediction.gt(0.5).to_type(ScalarType.Float32)).all().item<bool>());
    }

    [Fact]
    public void RandomClick_GoesWhereMoreIsWrong()
    {
        var (missed, wrong) = (zeros(1, 8, 8), zeros(1, 8, 8));
        missed[0, 1, 1] = 1;
        wrong.narrow(1, 4, 3).narrow(2, 4, 3).fill_(1);
        var sample = new Sample { ["guidance"] = "[[[1, 2, 2]], [[-1, -1, -1]]]", ["discrepancy"] = new List<object?> { missed, wrong }, ["probability"] = 1.0 };

        Assert.Matches(@"^\[\[\[1, 2, 2\], \[-1, -1, -1\]\], \[\[-1, -1, -1\], \[\d, [456], [456]\]\]\]$", (string)new AddRandomGuidance().Apply(sample, 2)["guidance"]!);
        Assert.Equal("[[[1, 2, 2]], [[-1, -1, -1]]]", new AddRandomGuidance().Apply(sample.With("probability", 0L), 2)["guidance"]);
        Assert.Contains("probability", Assert.Throws<TransformException>(() => new AddRandomGuidance().Apply(sample.With("probability", 1.5), 2)).Message);
    }

    [Fact]
    public void RandomClicksOfClasses_LieInTheirClass()
    {
        var label = zeros(1, 10, 10, 10);
        label.narrow(1, 2, 5).narrow(2, 2, 5).narrow(3, 2, 5).fill_(1);
        var sample = new Sample { ["label"] = label, ["label_names"] = Names, ["pred"] = 1 - label, ["probability"] = 1.0, ["guidance"] = new Dictionary<string, object?> { ["spleen"] = "[[-1, -1, -1, -1]]", ["background"] = new List<object?>() } };
        sample = new FindDiscrepancyRegionsDeepEdit("label").Apply(sample);

        for (var seed = 0u; seed < 10; seed++)
        {
            var clicks = (Dictionary<string, object?>)new AddRandomGuidanceDeepEdit("NA").Apply(sample, seed)["guidance"]!;
            foreach (var (name, value) in Names)
            {
                Assert.All((List<object?>)clicks[name]!, point => Assert.Equal((float)(long)value!, label[0, At(point, 1), At(point, 2), At(point, 3)].item<float>()));
            }
            Assert.NotEmpty(clicks.Values.SelectMany(points => (List<object?>)points!));
        }

        static long At(object? point, int axis) => (long)((List<object?>)point!)[axis]!;
    }

    [Fact]
    public void Classes_AreNumberedByTheirPlace()
    {
        var names = new Dictionary<string, long> { ["liver"] = 6, ["background"] = 0, ["spleen"] = 1 };
        var sample = new NormalizeLabelsInDataset("label", names).Apply(new() { ["label"] = tensor(new float[,] { { 0, 6 }, { 1, 9 } }) });

        Assert.Equal([0, 1, 3, 0], ((Tensor)sample["label"]!).data<double>().ToArray());
        Assert.Equal([("liver", 1L), ("background", 0), ("spleen", 3)], ((Dictionary<string, object?>)sample["label_names"]!).Select(pair => (pair.Key, (long)pair.Value!)));
    }

    [Fact]
    public void OneOrganIsPicked_OthersVanish()
    {
        var sample = new SingleLabelSelection("label", ["liver"]).Apply(new() { ["label"] = tensor([0, 1, 6, 7]) });
        Assert.Equal([0, 0, 1, 0], ((Tensor)sample["label"]!).data<int>().ToArray());
        Assert.Equal("liver", sample["current_label"]);
        Assert.Contains("'tail'", Assert.Throws<ArgumentException>(() => new SingleLabelSelection("label", ["tail"])).Message);
    }

    [Fact]
    public void StepsWithoutAChoice_TakeNoSeedFromAPipeline()
    {
        Assert.Null(new DiscardAddGuidance("image").CreateGenerators(() => throw new InvalidOperationException("a seed was taken")));
        Assert.Null(new SingleLabelSelection("label", ["spleen"]).CreateGenerators(() => throw new InvalidOperationException("a seed was taken")));
        Assert.NotNull(Generators.For(new DiscardAddGuidance("image", Probability: 0.5), 1));
    }
}
