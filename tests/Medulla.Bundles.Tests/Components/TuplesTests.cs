using Medulla.Bundles.Components;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public class TuplesTests
{
    [Fact]
    public void OneValue_IsRepeated_AndListsStay()
    {
        Assert.Equal([2L, 2L], Tuples.EnsureTupleRep(2L, 2));
        Assert.Equal(["ab"], Tuples.EnsureTuple("ab"));
        Assert.Equal([1.5, 2.5], Tuples.EnsureTupleRep(tensor([1.5, 2.5]), 2));
        Assert.Contains("a list of 3", Assert.Throws<ArgumentException>(() => Tuples.EnsureTupleRep(new[] { 1, 2, 3 }, 2)).Message);
    }

    [Fact]
    public void Lists_AreCutOrFilled()
    {
        Assert.Equal([1, 2], Tuples.EnsureTupleSize(new[] { 1, 2, 3 }, 2));
        Assert.Equal([0L, 0L, 7], Tuples.EnsureTupleSize(7, 3, padFromStart: true));
    }

    [Fact]
    public void ValuesThatWillNotDo_FallBack()
        => Assert.Equal([10L, 3L, 30L], Tuples.FallBackTuple(new object?[] { -1L, 3L, null }, [10L, 20L, 30L]));

    [Fact]
    public void Overrides_AreSpreadOverKeys()
    {
        var each = Tuples.ToTupleOfDictionaries(new Dictionary<string, object?> { ["a"] = 1, ["b"] = new[] { 2, 3 } }, new[] { "x", "y" });
        Assert.Equal((1, 3), (each[1]["a"], each[1]["b"]));
        Assert.Throws<ArgumentException>(() => Tuples.ToTupleOfDictionaries(new Dictionary<string, object?> { ["b"] = new[] { 2, 3 } }, "x"));
    }

    [Fact]
    public void FirstOfNothing_IsTheDefault() => Assert.Equal(4, Tuples.First(Array.Empty<int>(), 4));
}
