using Medulla.Networks.Nets;
using Medulla.Networks.Nets.Dints;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets.Dints;

public class TopologySearchTests
{
    [Fact]
    public void DecodedArchitecture_Connects_AndMakesANetwork()
    {
        using var scope = NewDisposeScope();
        using var search = Search(blocks: 3, depths: 3, seed: 1);
        var (nodes, paths, operations, _) = search.Decode();
        Assert.Equal([4, 3], nodes.shape);
        Assert.Equal([3, 7], paths.shape);
        // A path starts from a size in use, and every size in use after a layer is the end of a path of that layer.
        for (var block = 0; block < 3; block++)
        {
            var chosen = Enumerable.Range(0, 7).Where(path => paths[block, path].item<double>() > 0).ToArray();
            Assert.Equal(InUse(nodes, block), chosen.Select(TargetAndSource).Select(pair => pair.Source).Distinct().Order());
            Assert.Equal(InUse(nodes, block + 1), chosen.Select(TargetAndSource).Select(pair => pair.Target).Distinct().Order());
        }
        using var network = new DiNTS(new TopologyInstance((paths, operations), 0.125, 3, 3, 2), 1, 2, spatialDims: 2, nodeA: nodes);
        Assert.Equal([1, 2, 32, 32], network.call(rand(1, 1, 32, 32)).shape);
    }

    [Fact]
    public void LikelyPaths_AreDecoded()
    {
        using var scope = NewDisposeScope();
        using var search = Search(blocks: 2, depths: 2, seed: 1);
        using (no_grad())
        {
            // Paths of two sizes: 0 to 0, 1 to 0, 0 to 1, 1 to 1. Down, then up again.
            search.get_parameter("log_alpha_a")!.copy_(tensor(new float[,] { { -9, -9, 9, -9 }, { -9, 9, -9, -9 } }));
            search.get_parameter("log_alpha_c")!.copy_(tensor(new float[] { 0, 5 }));
        }
        var (nodes, paths, operations, most) = search.Decode();
        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 0], paths.data<double>().ToArray());
        Assert.Equal([1, 0, 0, 1, 1, 0], nodes.data<long>().ToArray());
        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 0], most.data<long>().ToArray());
        Assert.All(operations.data<long>().ToArray(), operation => Assert.Equal(1, operation));
    }

    [Fact]
    public void ProbabilitiesOfAllSetsOfPaths_SumToOne_AndAgreeWithThoseOfPaths()
    {
        using var scope = NewDisposeScope();
        using var search = Search(blocks: 2, depths: 2, seed: 2);
        var (sets, paths) = search.GetProbA(child: true);
        Assert.Equal([2, 15], sets!.shape);
        Assert.True(allclose(sets.sum([-1]), ones(2), 1e-4));
        // The sets that hold the first path have it as their highest binary digit.
        Assert.True(allclose(sets.slice(1, 7, 15, 1).sum([-1]), paths.slice(1, 0, 1, 1).squeeze(1), 1e-4));
    }

    [Fact]
    public void TopologyEntropy_IsLower_WherePathsConnect()
    {
        using var scope = NewDisposeScope();
        using var search = Search(blocks: 2, depths: 2, seed: 3);
        Assert.True(Entropy(tensor(new float[,] { { -9, -9, 9, -9 }, { -9, 9, -9, -9 } })) < Entropy(tensor(new float[,] { { -9, -9, 9, -9 }, { 9, -9, -9, -9 } })));

        float Entropy(Tensor logits)
        {
            using (no_grad())
            {
                search.get_parameter("log_alpha_a")!.copy_(logits);
            }
            return search.GetTopologyEntropy(search.GetProbA(child: true).ProbsA!).item<float>();
        }
    }

    [Fact]
    public void RamCost_OfHalfTheImage_IsHalf_AndIsFullWithAllPaths()
    {
        using var scope = NewDisposeScope();
        using var search = Search(blocks: 2, depths: 2, seed: 4);
        var whole = search.GetRamCostUsage([1, 1, 32, 32]).item<float>();
        Assert.Equal(whole / 2, search.GetRamCostUsage([1, 1, 16, 32]).item<float>(), 1e-6);
        Assert.True(search.GetRamCostUsage([1, 1, 32, 32], full: true).item<float>() > whole);
    }

    [Fact]
    public void WeightParameters_LeaveOutTheArchitecture()
    {
        using var search = Search(blocks: 1, depths: 2, seed: 5);
        Assert.Equal(search.parameters().Count() - 2, search.WeightParameters().Count);
    }

    [Fact]
    public void ArraysOfOtherShape_AreRejected()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => new TopologyInstance((ones(2, 4), zeros(2, 5)), 0.125, 2, 2, 2));
        Assert.Throws<ArgumentException>(() => new DiNTS(new TopologyInstance(null, 0.125, 2, 2, 2), 1, 2, spatialDims: 2, nodeA: ones(2, 2)));
        Assert.Throws<ArgumentException>(() => new DiNTS(new TopologyInstance(null, 0.125, 2, 2, 2), 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cell(2, 2, 2));
        Assert.Throws<ArgumentException>(() => new Cell(2, 2, 0, [0, 0, 0, 0, 0]));
    }

    private static TopologySearch Search(int blocks, int depths, long seed)
    {
        random.manual_seed(seed);
        return new(0.125, null, blocks, depths, 2);
    }

    private static IEnumerable<int> InUse(Tensor nodes, int layer) => Enumerable.Range(0, (int)nodes.shape[1]).Where(size => nodes[layer, size].item<long>() > 0);

    private static (int Target, int Source) TargetAndSource(int path) => ((path + 1) / 3, (path + 1) / 3 - 1 + (path + 1) % 3);
}
