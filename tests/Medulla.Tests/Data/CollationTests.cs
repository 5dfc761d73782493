using Medulla.Data;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class CollationTests
{
    private static Dictionary<string, object?> One(int number) => new() { ["image"] = full(2, (float)number), ["n"] = number, ["name"] = $"case {number}" };

    [Fact]
    public void Items_AreStacked_AndTakenApartAgain()
    {
        var batch = (Dictionary<string, object?>)Collation.ListDataCollate([One(1), One(2)])!;
        Assert.Equal([2, 2], ((Tensor)batch["image"]!).shape);
        var apart = Assert.IsType<List<object?>>(Collation.DecollateBatch(batch));
        var second = (Dictionary<string, object?>)apart[1]!;
        Assert.Equal(2L, second["n"]);
        Assert.Equal("case 2", second["name"]);
        Assert.Equal(2f, ((Tensor)second["image"]!)[0].item<float>());
    }

    [Fact]
    public void ArraysOfOtherSizes_ArePadded_OnBothSides()
    {
        object?[] items = [new Dictionary<string, object?> { ["image"] = ones(1, 2, 5), ["n"] = 1 }, new Dictionary<string, object?> { ["image"] = ones(1, 4, 3), ["n"] = 2 }];
        var batch = (Dictionary<string, object?>)Collation.PadListDataCollate(items)!;
        var images = (Tensor)batch["image"]!;
        Assert.Equal([2, 1, 4, 5], images.shape);
        Assert.Equal([0, 1, 1, 0], images[0, 0, .., 0].contiguous().data<float>().ToArray());
        Assert.Equal(22, images.sum().item<float>());
        Assert.Throws<ArgumentException>(() => Collation.PadListDataCollate([ones(1, 2), ones(1, 2, 2)]));
    }

    [Fact]
    public void ListsOfItems_AreJoined()
    {
        var batch = (Dictionary<string, object?>)Collation.ListDataCollate([new List<object?> { One(1), One(2) }, new List<object?> { One(3) }])!;
        Assert.Equal([3, 2], ((Tensor)batch["image"]!).shape);
    }

    [Fact]
    public void ShapesThatDiffer_AreRejected_ByKey()
    {
        var other = One(2);
        other["image"] = zeros(3);
        Assert.Contains("key 'image'", Assert.Throws<ArgumentException>(() => Collation.ListDataCollate([One(1), other])).Message);
        other.Remove("image");
        Assert.Throws<ArgumentException>(() => Collation.ListDataCollate([One(1), other]));
        Assert.Throws<ArgumentException>(() => Collation.ListDataCollate([]));
    }

    [Fact]
    public void WhatIsNotBatched_GoesToAll_OrIsRejected()
    {
        Sample batch = new() { ["image"] = zeros(3, 2), ["loss"] = 0.5, ["short"] = new List<object?> { "a" } };
        var apart = (List<object?>)Collation.DecollateBatch(batch, fillValue: "none")!;
        Assert.Equal(3, apart.Count);
        Assert.All(apart, one => Assert.Equal(0.5, ((Sample)one!)["loss"]));
        Assert.Equal("none", ((Sample)apart[2]!)["short"]);
        Assert.Throws<ArgumentException>(() => Collation.DecollateBatch(batch, pad: false));
        Assert.Single((List<object?>)Collation.DecollateBatch(batch.With("loss", zeros(3)), pad: false)!);
        Assert.Throws<ArgumentException>(() => Collation.DecollateBatch(new object()));
    }
}
