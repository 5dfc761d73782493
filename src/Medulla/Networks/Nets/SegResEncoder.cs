using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The way down of <see cref="SegResNetDS"/>. Myronenko, 3D MRI brain tumor segmentation (2018).</summary>
public sealed class SegResEncoder : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> convInit;
    private readonly (nn.Module<Tensor, Tensor> Blocks, nn.Module<Tensor, Tensor> Downsample)[] levels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to features at each size.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="initFilters">Channels at full size; each smaller size has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    /// <param name="blocksDown">Blocks at each size; 1, 2, 2, 4 if null.</param>
    /// <param name="anisotropicScales">For each size, by how much the next is smaller along each axis; 2 along all if null.</param>
    public SegResEncoder(
        int spatialDims = 3, int initFilters = 32, int inChannels = 1, LayerSpec? act = null, LayerSpec? norm = null, Values<int>? blocksDown = null,
        Values<Values<int>>? anisotropicScales = null)
        : base(nameof(SegResEncoder))
    {
        var (blocks, normalization) = (blocksDown ?? [1, 2, 2, 4], Affine(norm ?? "batch"));
        convInit = this.Part("conv_init", Convolve(inChannels, initFilters, Kernel(0), 1));
        levels = [.. Enumerable.Range(0, blocks.Count).Select(i =>
        {
            var filters = initFilters << i;
            return (
                ModuleParts.Sequence(Enumerable.Range(0, blocks[i]).Select(_ => new SegResBlock(spatialDims, filters, normalization, Kernel(i), act))),
                i < blocks.Count - 1 ? Convolve(filters, 2 * filters, Kernel(i), anisotropicScales?[i] ?? 2) : nn.Identity());
        })];
        this.Parts("layers", levels.Select(level => new NamedParts(("blocks", level.Blocks), ("downsample", level.Downsample))));

        Values<int> Kernel(int size) => anisotropicScales is null ? 3 : AnisotropicScales.Kernel(anisotropicScales[size]);

        nn.Module<Tensor, Tensor> Convolve(int from, int to, Values<int> kernel, Values<int> stride)
            => Conv.Create(spatialDims, from, to, kernel, stride, Values.From(kernel.Select(k => k / 2)), bias: false);
    }

    /// <summary>The features at each size, from the largest.</summary>
    public IReadOnlyList<Tensor> call(Tensor x) => ModuleParts.Scoped(() =>
    {
        List<Tensor> features = [];
        var current = convInit.call(x);
        foreach (var (blocks, downsample) in levels)
        {
            current = blocks.call(current);
            features.Add(current);
            current = downsample.call(current);
        }
        return features;
    });

    /// <summary>The normalization, with weights unless it says otherwise.</summary>
    internal static LayerSpec Affine(LayerSpec norm)
        => norm.Name.ToUpperInvariant() is not ("BATCH" or "INSTANCE" or "INSTANCE_NVFUSER" or "GROUP") || norm.Arguments.ContainsKey("affine") ? norm
            : new(norm.Name, new Dictionary<string, object?>(norm.Arguments) { ["affine"] = true });
}
