using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Makes an image of the features at each of several levels, all of one size, and takes their mean.</summary>
public sealed class RegistrationExtractionBlock : MultiBlock
{
    private readonly int[] levels;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> layers;
    private readonly InterpolateMode mode;
    private readonly bool? alignCorners;

    /// <summary>Features at some levels to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="extractLevels">The levels to look at; 0 is the input's size, 1 half of it.</param>
    /// <param name="numChannels">Channels at each level from 0 on.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelInitializer">How the convolutions begin.</param>
    /// <param name="activation">What follows the convolutions; nothing if null.</param>
    /// <param name="mode">How features are resized.</param>
    /// <param name="alignCorners">Whether the outer voxels' centres stay in place.</param>
    /// <exception cref="ArgumentException">There is no level to look at, or one without channels.</exception>
    public RegistrationExtractionBlock(
        int spatialDims, Values<int> extractLevels, Values<int> numChannels, int outChannels, KernelInitializer kernelInitializer = KernelInitializer.KaimingNormal,
        LayerSpec? activation = null, InterpolateMode mode = InterpolateMode.Nearest, bool? alignCorners = null)
        : base(nameof(RegistrationExtractionBlock))
    {
        levels = extractLevels.Count > 0 && extractLevels.All(level => level >= 0 && level < numChannels.Count) ? [.. extractLevels] : throw new ArgumentException(
            $"RegistrationExtractionBlock: extractLevels is {extractLevels} and numChannels {numChannels}; levels from 0 to {numChannels.Count - 1} are expected.", nameof(extractLevels));
        layers = this.Parts("layers", levels.Select(level => (nn.Module<Tensor, Tensor>)RegistrationLayers.Block(
            spatialDims, numChannels[level], outChannels, act: activation ?? LayerSpec.None, norm: LayerSpec.None, initializer: kernelInitializer)));
        (this.mode, this.alignCorners) = (mode, alignCorners);
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">Features from the deepest level on, which is the largest of those to look at.</param>
    /// <param name="imageSize">The size of the output, one number an axis.</param>
    /// <exception cref="ArgumentException">There are too few features.</exception>
    public Tensor call(IReadOnlyList<Tensor> x, Values<int> imageSize)
    {
        using var scope = NewDisposeScope();
        var deepest = levels.Max();
        if (x.Count <= deepest - levels.Min())
        {
            throw new ArgumentException(
                $"RegistrationExtractionBlock: there are features of {x.Count} levels; those from {deepest} down to {levels.Min()} are expected.", nameof(x));
        }
        long[] size = [.. imageSize];
        Tensor? sum = null;
        foreach (var (layer, level) in layers.Zip(levels))
        {
            using var before = sum;
            using var feature = layer.call(x[deepest - level]);
            var resized = RegistrationLayers.Resized(feature, size, mode, alignCorners);
            sum = before is null ? resized.alias() : before + resized;
        }
        return (sum! / levels.Length).MoveToOuterDisposeScope();
    }
}
