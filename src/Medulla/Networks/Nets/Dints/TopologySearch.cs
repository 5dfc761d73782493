using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Dints;

/// <summary>
/// The body of a <see cref="DiNTS"/> network while its architecture is searched for: all paths and operations run, weighted by
/// probabilities that are learned. <see cref="Decode"/> then gives the most probable architecture.
/// </summary>
public sealed class TopologySearch : TopologyConstruction
{
    private const string PathLogits = "log_alpha_a", OperationLogits = "log_alpha_c";
    private const double Tiny = 1e-5;
    private readonly PathSets sets;

    /// <summary>Features at each size to features at each size.</summary>
    /// <param name="channelMul">By which channels are multiplied: 32 at full size, twice as many at each smaller one.</param>
    /// <param name="archCode">Which paths of each layer exist (1 or 0), and the number of each path's operation, both [<paramref name="numBlocks"/>, 3 * <paramref name="numDepths"/> - 2]; all of both if null.</param>
    /// <param name="numBlocks">Layers.</param>
    /// <param name="numDepths">Sizes, at most 6: the search looks at every set of paths, 2^(3 * sizes - 2).</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <param name="useDownsample">Whether the largest features are half as large as the image.</param>
    /// <exception cref="ArgumentException">A number is out of range, an array has another shape, or a layer is unknown.</exception>
    public TopologySearch(
        double channelMul = 1, (Tensor Paths, Tensor Operations)? archCode = null, int numBlocks = 6, int numDepths = 3, int spatialDims = 3,
        LayerSpec? actName = null, LayerSpec? normName = null, bool useDownsample = true)
        : base(nameof(TopologySearch), archCode, channelMul, numBlocks, numDepths, spatialDims, actName, normName, useDownsample)
    {
        sets = new(numDepths);
        this.AddWeight(OperationLogits, 1 + 0.01 * randn(numBlocks, Paths, Cell.Operations(spatialDims)));
        this.AddWeight(PathLogits, 0.01 * randn(numBlocks, Paths));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> call(IReadOnlyList<Tensor> x)
    {
        using var scope = NewDisposeScope();
        var probabilities = GetProbA().ArchCodeProbA;
        var weights = OperationProbabilities();
        var outputs = Flow(x, (cell, block, path, features) => cell.call(features, weights[block, path]) * probabilities[block, path]);
        return [.. outputs.Select(output => output.MoveToOuterDisposeScope())];
    }

    /// <summary>The parameters to learn apart from the architecture's own.</summary>
    public override IReadOnlyList<Parameter> WeightParameters()
        => [.. named_parameters().Where(pair => pair.name is not (PathLogits or OperationLogits)).Select(pair => pair.parameter)];

    /// <summary>How probable paths are, given that each layer has at least one.</summary>
    /// <param name="child">Whether the probabilities of whole sets of paths are wanted too.</param>
    /// <returns>Probabilities of each set of paths of a layer, [layers, 2^paths - 1], null if not wanted; and of each path, [layers, paths].</returns>
    public (Tensor? ProbsA, Tensor ArchCodeProbA) GetProbA(bool child = false)
    {
        using var scope = NewDisposeScope();
        var single = this.Weight(PathLogits).sigmoid();
        var any = 1 - (1 - single).prod(-1);
        var paths = (single / any.unsqueeze(1)).MoveToOuterDisposeScope();
        if (!child)
        {
            return (null, paths);
        }
        var members = sets.Members.to(single.dtype, single.device);
        var chosen = stack([.. Enumerable.Range(0, NumBlocks).Select(block => (members * single[block] + (1 - members) * (1 - single[block])).prod(-1) / any[block])]);
        return (chosen.MoveToOuterDisposeScope(), paths);
    }

    /// <summary>The memory, in MiB of float32, that features of the architecture are expected to take; a loss that keeps networks small.</summary>
    /// <param name="inSize">Shape of the image, [B, C, spatial...]; channels may be left out.</param>
    /// <param name="full">Whether all paths count fully.</param>
    public Tensor GetRamCostUsage(Values<int> inSize, bool full = false)
    {
        if (inSize.Count <= SpatialDims)
        {
            throw new ArgumentException($"{nameof(TopologySearch)}: inSize is {inSize}; a batch size and {SpatialDims} spatial sizes are expected.", nameof(inSize));
        }
        using var scope = NewDisposeScope();
        var (paths, operations) = (GetProbA().ArchCodeProbA, OperationProbabilities());
        var cells = Enumerable.Range(0, NumBlocks).SelectMany(block => Enumerable.Range(0, Paths).SelectMany(path => Costs(CellAt(block, path))));
        var costs = tensor([.. cells.Select(cost => (float)cost)]).view(NumBlocks, Paths, -1).to(paths.device);
        var sizes = tensor([.. Enumerable.Range(0, Paths).Select(path => (float)Voxels(Target(path)))]).to(paths.device);
        var share = full ? ones_like(paths) : paths;
        return ((share * (1 + (costs * operations).sum([-1]))).sum([0]) * sizes).sum([0]).mul(4.0 / (1 << 20)).MoveToOuterDisposeScope();

        double Voxels(int size) => inSize.TakeLast(SpatialDims).Aggregate((double)inSize[0] * FilterNums[size], (count, n) => count * (n >> size)) / (UseDownsample ? 2 : 1);

        IEnumerable<double> Costs(Cell? cell) => Enumerable.Range(0, Cell.Operations(SpatialDims)).Select(i => cell is null ? 0 : cell.MemoryCosts.Cyclic(i));
    }

    /// <summary>How little the sizes that one layer ends at agree with those that the next one starts from; a loss that makes paths connect.</summary>
    /// <param name="probs">Probabilities of sets of paths, as of <see cref="GetProbA"/>, [layers, 2^paths - 1].</param>
    public Tensor GetTopologyEntropy(Tensor probs)
    {
        using var scope = NewDisposeScope();
        var ends = probs.narrow(0, 0, NumBlocks - 1).matmul(sets.Ending.to(probs.dtype, probs.device));
        var starts = probs.narrow(0, 1, NumBlocks - 1).matmul(sets.Starting.to(probs.dtype, probs.device));
        return (-(ends * (starts + Tiny).log() + (1 - ends) * (1 - starts + Tiny).log())).sum().MoveToOuterDisposeScope();
    }

    /// <summary>The most probable architecture in which every path starts where one of the layer before ends.</summary>
    /// <returns>
    /// What <see cref="DiNTS"/> and <see cref="TopologyInstance"/> take: sizes in use, [layers + 1, sizes]; paths, [layers, paths]; the
    /// most probable operation of each, [layers, paths]; and each layer's most probable paths regardless of the others'.
    /// </returns>
    public (Tensor NodeA, Tensor ArchCodeA, Tensor ArchCodeC, Tensor ArchCodeAMax) Decode()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var probs = GetProbA(child: true).ProbsA!.cpu();
        var costs = (-(probs + Tiny).log() + 0.001).to_type(ScalarType.Float64);
        var best = sets.Cheapest([.. costs.unbind(0).Select(layer => layer.contiguous().data<double>().ToArray())]);
        var paths = sets.Members[tensor([.. best])];
        var ends = best.Select(set => sets.Ends((int)set + 1)).Prepend(sets.Starts((int)best[0] + 1));
        var nodes = tensor([.. ends.SelectMany(mask => Enumerable.Range(0, NumDepths).Select(size => (mask >> size & 1L)))]).view(NumBlocks + 1, NumDepths);
        var operations = OperationProbabilities().argmax(-1).cpu();
        var most = sets.Members[probs.argmax(-1)];
        return (nodes.MoveToOuterDisposeScope(), paths.to_type(ScalarType.Float64).MoveToOuterDisposeScope(), operations.MoveToOuterDisposeScope(), most.MoveToOuterDisposeScope());
    }

    private Tensor OperationProbabilities() => this.Weight(OperationLogits).softmax(-1);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sets.Dispose();
        }
        base.Dispose(disposing);
    }
}
