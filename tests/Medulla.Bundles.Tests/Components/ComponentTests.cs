using Acme.Transforms;
using Medulla.Bundles.Components;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using Medulla.Transforms.Io;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public class ComponentTests
{
    private static readonly ComponentRegistry Registry = ComponentRegistryTests.WithAcme();

    private static object? Create(string name, params (string Name, object? Value)[] arguments)
        => Registry.Find(name)!.Create(arguments.ToDictionary(a => a.Name, a => a.Value));

    private static Brighten Part(object? step, string key)
        => (Brighten)((Medulla.Transforms.Keyed)step!).Parts.Single(part => part.Key == key).Value;

    [Fact]
    public void Arguments_HaveTheReferencesNames()
        => Assert.Equal(new Brighten(2, [0, 1], Border.Linear, 3), Create(
            "Brighten", ("amount", 2L), ("channels", new List<object?> { 0L, 1L }), ("mode", "bilinear"), ("num_res_units", 3L)));

    [Fact]
    public void ReadersOfDicom_TakeTheOptionsOfTheReference()
    {
        Assert.Equal(new ItkReader(SeriesName: "1.2.3", SlicesFirst: true), Create("monai.data.ITKReader", ("series_name", "1.2.3"), ("reverse_indexing", true), ("series_meta", false)));
        Assert.Equal(new PydicomReader(SwapIj: false, FnameRegex: ".*dcm", AllowUneven: true),
            Create("PydicomReader", ("swap_ij", false), ("prune_metadata", true), ("fname_regex", ".*dcm"), ("to_gpu", false), ("allow_uneven", true)));
        Assert.Equal(new FileReader(ChannelDim: 2), Create("NibabelReader", ("channel_dim", 2L)));
        Assert.ThrowsAny<ArgumentException>(() => Create("PydicomReader", ("label_dict", new Dictionary<string, object?>())));
        Assert.ThrowsAny<ArgumentException>(() => Create("PydicomReader", ("fname_regex", "(")));
    }

    [Fact]
    public void PositionalArguments_ComeFirst()
        => Assert.Equal(new Brighten(4, [2]), Registry.Find("Brighten")!.Create(new Dictionary<string, object?> { ["channels"] = 2L }, [4L]));

    [Fact]
    public void InitOnlyProperties_AreArgumentsToo()
        => Assert.Equal("seen", ((Brighten)Create("Brighten", ("note", "seen"))!).Note);

    [Fact]
    public void NullForAPlainValue_IsTheDefault() => Assert.Equal(new Brighten(), Create("Brighten", ("amount", null)));

    [Fact]
    public void UnknownArgument_IsRejectedWithTheNearestName()
    {
        var e = Assert.Throws<UnknownArgumentException>(() => Create("Brighten", ("amunt", 1L)));

        Assert.Equal("Brighten has no argument 'amunt' (did you mean 'amount'?); it takes amount, channels, mode, num_res_units.", e.Message);
    }

    [Fact]
    public void MissingArgument_IsRejected()
        => Assert.Contains("needs the argument 'parts'", Assert.Throws<ArgumentException>(() => Create("acme.sum_of", ("factor", 1L))).Message);

    [Fact]
    public void NullWhereAValueIsNeeded_IsAnError()
        => Assert.Contains("data is null", Assert.Throws<ArgumentException>(() => Create("monai.data.Dataset", ("data", null))).Message);

    [Fact]
    public void ArgumentGivenTwice_IsRejected()
        => Assert.Contains("given twice", Assert.Throws<ArgumentException>(
            () => Registry.Find("Brighten")!.Create(new Dictionary<string, object?> { ["amount"] = 1L }, [2L])).Message);

    [Fact]
    public void ArgumentThatMeansNothingHere_IsGrantedOnlyWhereItsValueIsHonoured()
    {
        Assert.Equal(new Brighten(), Create("Brighten", ("device", "cpu"), ("track_meta", true)));
        Assert.Contains("track_meta cannot be False", Assert.Throws<ArgumentException>(() => Create("Brighten", ("track_meta", false))).Message);
        Assert.Throws<ArgumentException>(() => Create("Brighten", ("device", "cuda:0")));
        Assert.Throws<UnknownArgumentException>(() => Create("Brighten", ("allow_missing_keys", true)));
    }

    [Fact]
    public void ElementTypeThatAClassCannotGive_IsRejected()
    {
        Assert.Equal(new Brighten(), Create("Brighten", ("dtype", ScalarType.Float32)));
        Assert.Contains("dtype cannot be Float64", Assert.Throws<ArgumentException>(() => Create("Brighten", ("dtype", ScalarType.Float64))).Message);
        Assert.Throws<ArgumentException>(() => Create("Spacing", ("pixdim", 1.0), ("dtype", ScalarType.Int32)));
    }

    [Fact]
    public void PrecisionOfResampling_IsGranted()
        => Assert.Equal(new Spacing(1.0), Create("Spacing", ("pixdim", 1.0), ("dtype", ScalarType.Float64)));

    [Fact]
    public void ConstructorsOwnError_ComesThrough()
        => Assert.Contains("Amount is negative", Assert.Throws<ArgumentOutOfRangeException>(() => Create("Brighten", ("amount", -1L))).Message);

    [Fact]
    public void ListForEachKey_IsSpread()
    {
        var step = Create("Brightend", ("keys", new List<object?> { "image", "label" }), ("amount", new List<object?> { 1L, 5L }), ("mode", "keep"));

        Assert.Equal(new Brighten(1), Part(step, "image"));
        Assert.Equal(new Brighten(5), Part(step, "label"));
    }

    [Fact]
    public void ListForEachKey_IsSpreadByPositionToo()
    {
        var step = Registry.Find("Brightend")!.Create(
            new Dictionary<string, object?>(), [new List<object?> { "image", "label" }, new List<object?> { 1L, 5L }]);

        Assert.Equal(5, Part(step, "label").Amount);
    }

    [Fact]
    public void PerKeyParameter_IsSpreadThoughItTakesLists()
        => Assert.Equal((Values<int>)[7], Part(Create("Brightend", ("keys", new List<object?> { "a", "b" }), ("channels", new List<object?> { 3L, 7L })), "b").Channels);

    [Fact]
    public void ListsWhereOneIsTaken_AreSpread_AndPlainOnesAreNot()
    {
        (string, object?)[] Arguments(object? labels, object? range) => [("keys", new List<object?> { "image", "label" }), ("labels", labels), ("value_range", range)];
        var step = (Medulla.Transforms.Keyed)Create("Contractd", Arguments(new List<object?> { null, new List<object?> { 0L, 1L } }, new List<object?> { 0L, 1L }))!;
        Assert.Equal(new Contract(ValueRange: new Interval(0, 1)), step.Parts[0].Value);
        Assert.Equal(new Contract(Labels: [0, 1], ValueRange: new Interval(0, 1)), step.Parts[1].Value);
        step = (Medulla.Transforms.Keyed)Create("Contractd", Arguments(new List<object?> { 0L, 1L }, new List<object?> { new List<object?> { 0L, 5L }, null }))!;
        Assert.Equal([new Contract(Labels: [0, 1], ValueRange: new Interval(0, 5)), new Contract(Labels: [0, 1])], step.Parts.Select(part => part.Value));
    }

    [Fact]
    public void ListOfAnotherLength_IsRejected()
        => Assert.Throws<ArgumentException>(() => Create("Brightend", ("keys", new List<object?> { "a", "b" }), ("amount", new List<object?> { 1L, 2L, 3L })));

    [Fact]
    public void KeyedForm_NeedsKeysAndTakesAllowMissingKeys()
    {
        Assert.Contains("'keys'", Assert.Throws<ArgumentException>(() => Create("Brightend")).Message);
        Assert.True(((Medulla.Transforms.Keyed)Create("Brightend", ("keys", "a"), ("allow_missing_keys", true))!).AllowMissingKeys);
    }

    [Fact]
    public void OwnKeyedClass_IsPreferredToTheDerivedForm()
    {
        var step = Assert.IsType<Darken.Keyed>(Create("Darkend", ("keys", "image"), ("source", "label")));

        Assert.Equal("label", step.Source);
        Assert.Throws<UnknownArgumentException>(() => Create("Darkend", ("keys", "image"), ("amount", 2L)));
    }

    [Fact]
    public void WhatAFunctionOfArraysMakesOfAnImage_LiesWhereTheImageDoes()
    {
        var image = new MetaTensor(ones(1, 2), Affine.Scaling(2, 2, 2));
        var parts = Assert.IsType<List<object?>>(Create("acme.halves", ("whole", image)));
        Assert.All(parts, part => Assert.Equal(image.Affine, Assert.IsType<MetaTensor>(part).Affine));
        Assert.IsType<(Tensor, Tensor)>(Create("acme.halves", ("whole", ones(1, 2))));
    }
}
