using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets.Dints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A network whose architecture is learned as well: stems bring the image to several sizes, a body of <see cref="Cell"/>s connects
/// them, and its features are joined again from the smallest size to the largest. He et al., DiNTS: Differentiable neural network
/// topology search for 3D medical image segmentation (2021).
/// </summary>
public sealed class DiNTS : Block
{
    private readonly TopologyConstruction space;
    private readonly nn.Module<Tensor, Tensor>[] stemDown, stemUp;
    private readonly nn.Module<Tensor, Tensor> stemFinals;
    private readonly bool[] entersAt, leavesFrom;
    private readonly int inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="numClasses"/>, spatial...].</summary>
    /// <param name="dintsSpace">The body: a <see cref="TopologyInstance"/>, or a <see cref="TopologySearch"/> while the architecture is searched for.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numClasses">Channels of the output.</param>
    /// <param name="actName">The activation; relu if null.</param>
    /// <param name="normName">The normalization; instance, affine, if null.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="useDownsample">Whether the stems halve their image; must be as in the body.</param>
    /// <param name="nodeA">Which sizes are in use before the body and after each of its layers (1 or 0), [layers + 1, sizes]; all if null.</param>
    /// <exception cref="ArgumentException">An argument does not fit the body, a number is out of range, or a layer is unknown.</exception>
    public DiNTS(
        TopologyConstruction dintsSpace, int inChannels, int numClasses, LayerSpec? actName = null, LayerSpec? normName = null, int spatialDims = 3,
        bool useDownsample = true, Tensor? nodeA = null)
        : base(nameof(DiNTS))
    {
        const string Me = nameof(DiNTS);
        Dimensions.TwoOrThree(Me, spatialDims);
        if (dintsSpace.SpatialDims != spatialDims || dintsSpace.UseDownsample != useDownsample)
        {
            throw new ArgumentException(
                $"{Me}: the body has spatialDims {dintsSpace.SpatialDims} and useDownsample {dintsSpace.UseDownsample}; {spatialDims} and {useDownsample} were given. They must agree.", nameof(dintsSpace));
        }
        var (sizes, filters) = (dintsSpace.NumDepths, dintsSpace.FilterNums);
        (entersAt, leavesFrom) = (Used(0), Used(dintsSpace.NumBlocks));
        if (!leavesFrom.Any(used => used))
        {
            throw new ArgumentException($"{Me}: nodeA has no size in use after the last layer; at least one is expected.", nameof(nodeA));
        }
        this.inChannels = Dimensions.AtLeast(Me, nameof(inChannels), inChannels);
        LayerSpec act = actName ?? "relu", norm = normName ?? Norm.AffineInstance;
        space = this.Part("dints_space", dintsSpace);
        stemDown = Stems("stem_down", depth => useDownsample
            ? [Resize(1.0 / (1 << depth)), Convolve(inChannels, filters[depth]), NormOf(depth), Act.Create(act), Convolve(filters[depth], filters[depth + 1], stride: 2), NormOf(depth + 1)]
            : [Resize(1.0 / (1 << depth)), Convolve(inChannels, filters[depth]), NormOf(depth)]);
        stemUp = Stems("stem_up", depth => useDownsample
            ? [Act.Create(act), Convolve(filters[depth + 1], filters[depth]), NormOf(depth), Resize(2)]
            : [Act.Create(act), Convolve(filters[depth], filters[Math.Max(depth - 1, 0)]), NormOf(Math.Max(depth - 1, 0)), Resize(depth == 0 ? 1 : 2)]);
        stemFinals = this.Part("stem_finals", ModuleParts.Sequence(
            new ActiConvNormBlock(filters[0], filters[0], spatialDims: spatialDims, actName: act, normName: norm), Conv.Create(spatialDims, filters[0], numClasses, 1)));

        nn.Module<Tensor, Tensor> Convolve(int from, int to, int stride = 1) => Conv.Create(spatialDims, from, to, 3, stride, 1, bias: false);

        nn.Module<Tensor, Tensor> NormOf(int depth) => Norm.Create(norm, spatialDims, filters[depth]);

        nn.Module<Tensor, Tensor> Resize(double factor)
            => factor == 1 ? nn.Identity() : new Interpolate(spatialDims, null, [.. Enumerable.Repeat(factor, spatialDims)], alignCorners: true);

        nn.Module<Tensor, Tensor>[] Stems(string name, Func<int, IEnumerable<nn.Module<Tensor, Tensor>>> layers)
        {
            nn.Module<Tensor, Tensor>[] stems = [.. Enumerable.Range(0, sizes).Select(depth => ModuleParts.Sequence(layers(depth)))];
            this.Part(name, new NamedParts([.. stems.Select((stem, depth) => ($"{depth}", (nn.Module?)new NamedParts(("mod", stem))))]));
            return stems;
        }

        bool[] Used(int layer)
        {
            if (nodeA is null)
            {
                return [.. Enumerable.Repeat(true, sizes)];
            }
            if (!nodeA.shape.AsSpan().SequenceEqual([dintsSpace.NumBlocks + 1, sizes]))
            {
                throw new ArgumentException($"{Me}: nodeA is [{string.Join(", ", nodeA.shape)}]; [{dintsSpace.NumBlocks + 1}, {sizes}] is expected.", nameof(nodeA));
            }
            using var scope = NewDisposeScope();
            return [.. nodeA[layer].to_type(ScalarType.Bool).cpu().contiguous().data<bool>()];
        }
    }

    /// <summary>The parameters to learn, those of the body among them.</summary>
    public IReadOnlyList<Parameter> WeightParameters() => [.. parameters()];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        // Sizes add up again only where each half is a whole number of voxels.
        var shape = Dimensions.Input(nameof(DiNTS), x, space.SpatialDims, inChannels, 1 << (space.NumDepths - (space.UseDownsample ? 0 : 1)));
        var features = space.call([.. stemDown.Select((stem, depth) => entersAt[depth] ? stem.call(x) : Nothing(depth))]);
        Tensor? joined = null;
        for (var depth = space.NumDepths - 1; depth >= 0; depth--)
        {
            if (joined is not null || leavesFrom[depth])
            {
                joined = stemUp[depth].call(joined is null ? features[depth] : features[depth] + joined);
            }
        }
        return stemFinals.call(joined!);

        Tensor Nothing(int depth)
        {
            var shift = space.UseDownsample ? 1 : 0;
            return zeros([shape[0], space.FilterNums[depth + shift], .. shape[2..].Select(n => n >> (depth + shift))], x.dtype, x.device);
        }
    }
}
