using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Dints;

/// <summary>
/// Layers of features at several sizes, each connected with the next one's features of the same, the double and half the size by
/// <see cref="Cell"/>s. Path i of a layer leads to size (i + 1) / 3 from size (i + 1) / 3 - 1 + (i + 1) % 3, 0 being the largest.
/// </summary>
public abstract class TopologyConstruction : MultiBlock
{
    private readonly Cell?[,] cells;

    /// <summary>Makes the cells.</summary>
    /// <param name="name">The name that messages use.</param>
    /// <param name="archCode">Which paths of each layer exist (1 or 0), and the number of each path's operation, both [<paramref name="numBlocks"/>, paths]; all of both if null.</param>
    /// <param name="channelMul">By which channels are multiplied: 32 at full size, twice as many at each smaller one.</param>
    /// <param name="numBlocks">Layers.</param>
    /// <param name="numDepths">Sizes.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <param name="useDownsample">Whether the largest features are half as large as the image.</param>
    private protected TopologyConstruction(
        string name, (Tensor Paths, Tensor Operations)? archCode, double channelMul, int numBlocks, int numDepths, int spatialDims, LayerSpec? actName,
        LayerSpec? normName, bool useDownsample)
        : base(name)
    {
        (NumBlocks, NumDepths) = (Dimensions.AtLeast(name, nameof(numBlocks), numBlocks), Dimensions.AtLeast(name, nameof(numDepths), numDepths));
        (SpatialDims, UseDownsample) = (Dimensions.TwoOrThree(name, spatialDims), useDownsample);
        FilterNums = Values.From(Enumerable.Range(0, numDepths + 1).Select(depth => (int)(32 * Math.Pow(2, depth) * channelMul)));
        var (paths, operations) = (Code(archCode?.Paths, "paths"), Code(archCode?.Operations, "operations"));
        cells = new Cell?[numBlocks, Paths];
        List<(string, nn.Module?)> named = [];
        for (var block = 0; block < numBlocks; block++)
        {
            for (var path = 0; path < Paths; path++)
            {
                if (paths?[block, path] is 0)
                {
                    continue;
                }
                var (from, to) = (Source(path), Target(path));
                var chosen = operations?[block, path] is { } one ? Values.From(Enumerable.Range(0, Cell.Operations(spatialDims)).Select(i => i == one ? 1.0 : 0)) : null;
                cells[block, path] = new(FilterNums[from + Shift], FilterNums[to + Shift], from - to, chosen, spatialDims, actName, normName);
                named.Add(($"({block}, {path})", cells[block, path]));
            }
        }
        this.Part("cell_tree", new NamedParts([.. named]));

        long[,]? Code(Tensor? code, string what)
        {
            if (code is null)
            {
                return null;
            }
            if (!code.shape.AsSpan().SequenceEqual([numBlocks, Paths]))
            {
                throw new ArgumentException(
                    $"{name}: archCode has {what} of [{string.Join(", ", code.shape)}]; [{numBlocks}, {Paths}] is expected for {numBlocks} blocks and {numDepths} depths.", nameof(archCode));
            }
            using var scope = NewDisposeScope();
            var flat = code.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray();
            var numbers = new long[numBlocks, Paths];
            System.Buffer.BlockCopy(flat, 0, numbers, 0, flat.Length * sizeof(long));
            return numbers;
        }
    }

    /// <summary>Channels at each size, one more than there are sizes.</summary>
    public Values<int> FilterNums { get; }

    /// <summary>Layers.</summary>
    public int NumBlocks { get; }

    /// <summary>Sizes.</summary>
    public int NumDepths { get; }

    /// <summary>Spatial axes.</summary>
    public int SpatialDims { get; }

    /// <summary>Whether the largest features are half as large as the image.</summary>
    public bool UseDownsample { get; }

    /// <summary>Paths of each layer.</summary>
    public int Paths => 3 * NumDepths - 2;

    private int Shift => UseDownsample ? 1 : 0;

    /// <summary>The features of the last layer.</summary>
    /// <param name="x">Features at each size, the largest first.</param>
    /// <returns>Features at each size; the single number 0 where no path ends.</returns>
    /// <exception cref="ArgumentException">There are more or fewer sizes than the network has.</exception>
    public abstract IReadOnlyList<Tensor> call(IReadOnlyList<Tensor> x);

    /// <summary>The parameters to learn together with those of the network around.</summary>
    public virtual IReadOnlyList<Parameter> WeightParameters() => [.. parameters()];

    /// <summary>The size that a path starts from.</summary>
    internal static int Source(int path) => (path + 1) / 3 - 1 + (path + 1) % 3;

    /// <summary>The size that a path leads to.</summary>
    internal static int Target(int path) => (path + 1) / 3;

    /// <summary>The cell of a path; null if there is none.</summary>
    private protected Cell? CellAt(int block, int path) => cells[block, path];

    /// <summary>Runs layer by layer, keeping only the last one's features.</summary>
    private protected IReadOnlyList<Tensor> Flow(IReadOnlyList<Tensor> x, Func<Cell, int, int, Tensor, Tensor> run)
    {
        if (x.Count != NumDepths)
        {
            throw new ArgumentException($"{GetName()}: there are features of {x.Count} sizes; {NumDepths} are expected.", nameof(x));
        }
        using var scope = NewDisposeScope();
        var inputs = x;
        for (var block = 0; block < NumBlocks; block++)
        {
            using var layer = NewDisposeScope();
            var outputs = new Tensor?[NumDepths];
            for (var path = 0; path < Paths; path++)
            {
                if (CellAt(block, path) is { } cell)
                {
                    var source = inputs[Source(path)];
                    var made = run(cell, block, path, source.Dimensions > 0 ? source : throw new ArgumentException(
                        $"{GetName()}: path {path} of block {block} starts from size {Source(path)}, where no path of the block before ends."));
                    ref var sum = ref outputs[Target(path)];
                    sum = sum is null ? made : sum + made;
                }
            }
            var last = inputs;
            inputs = [.. outputs.Select(sum => (sum ?? zeros(Array.Empty<long>(), dtype: x[0].dtype, device: x[0].device)).MoveToOuterDisposeScope())];
            foreach (var used in block == 0 ? [] : last)
            {
                used.Dispose();
            }
        }
        foreach (var output in inputs)
        {
            output.MoveToOuterDisposeScope();
        }
        return inputs;
    }
}
