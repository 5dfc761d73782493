using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Dints;

/// <summary>
/// One connection of a <see cref="DiNTS"/> network: it brings features to the size and channels of its target, and applies a mixture
/// of operations to them. In 2-D these are the identity and a 3x3 convolution; in 3-D the identity, a 3x3x3 convolution, and three
/// that are taken apart (3x3x1, 3x1x3 and 1x3x3, each followed by one across).
/// </summary>
public sealed class Cell : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> preprocess;
    private readonly MixedOp op;

    /// <summary>[B, <paramref name="cPrev"/>, spatial...] to [B, <paramref name="c"/>, spatial'...].</summary>
    /// <param name="cPrev">Channels of the input.</param>
    /// <param name="c">Channels of the output.</param>
    /// <param name="rate">-1 halves the size, 1 doubles it, 0 keeps it.</param>
    /// <param name="archCodeC">For each operation, in the order above, whether it takes part (above 0); all do if null.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, no operation takes part, or a layer is unknown.</exception>
    public Cell(int cPrev, int c, int rate, Values<double>? archCodeC = null, int spatialDims = 3, LayerSpec? actName = null, LayerSpec? normName = null)
        : base(nameof(Cell))
    {
        Dimensions.TwoOrThree(nameof(Cell), spatialDims);
        var (share, cells) = ((double)cPrev / c, 1 << spatialDims);
        (preprocess, var cost) = rate switch
        {
            -1 => (new FactorizedReduceBlock(cPrev, c, spatialDims, actName, normName), share * cells + 3),
            1 => (new FactorizedIncreaseBlock(cPrev, c, spatialDims, actName, normName), 2 * share + 2),
            0 when cPrev == c => ((nn.Module<Tensor, Tensor>)nn.Identity(), 0.0),
            0 => (new ActiConvNormBlock(cPrev, c, 1, 0, spatialDims, actName, normName), 1 + 2 * share),
            _ => throw new ArgumentOutOfRangeException(nameof(rate), rate, $"{nameof(Cell)}: rate is {rate}; -1, 0 or 1 is expected."),
        };
        this.Part("preprocess", preprocess);
        var all = Enumerable.Range(0, Operations(spatialDims));
        int[] chosen = [.. archCodeC is null ? all : all.Where(i => i < archCodeC.Count && archCodeC[i] > 0)];
        if (chosen.Length == 0)
        {
            throw new ArgumentException($"{nameof(Cell)}: archCodeC is {archCodeC}; at least one of {Operations(spatialDims)} operations must take part.", nameof(archCodeC));
        }
        op = this.Part("op", new MixedOp(chosen.Select(Operation)));
        MemoryCosts = Values.From(chosen.Select(i => cost + (i == 0 ? 0 : i == 1 ? 3 : 4)));

        nn.Module<Tensor, Tensor> Operation(int number) => number switch
        {
            0 => nn.Identity(),
            1 => new ActiConvNormBlock(c, c, 3, 1, spatialDims, actName, normName),
            _ => new P3DActiConvNormBlock(c, c, 3, 1, number - 2, actName, normName),
        };
    }

    /// <summary>What each of the operations that take part needs of memory, in units of the cell's output.</summary>
    public Values<double> MemoryCosts { get; }

    /// <summary>How many operations there are to choose from.</summary>
    public static int Operations(int spatialDims) => spatialDims == 2 ? 2 : 5;

    /// <summary>Runs the cell.</summary>
    /// <param name="x">Features.</param>
    /// <param name="weight">A weight for each operation that takes part; 1 if null.</param>
    public Tensor call(Tensor x, Tensor? weight = null)
    {
        using var scope = NewDisposeScope();
        return op.call(preprocess.call(x), weight).MoveToOuterDisposeScope();
    }
}
