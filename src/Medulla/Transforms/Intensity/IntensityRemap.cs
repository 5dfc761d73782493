using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Maps intensities by a random smooth curve: noise of the image's own intensities, averaged over a window, plus a slope.</summary>
/// <param name="KernelSize">Width of the window, in distinct intensities; the wider, the smoother.</param>
/// <param name="Slope">Slope of the linear part, over the whole range of intensities.</param>
/// <remarks>See Hesse et al., Intensity augmentation for domain transfer of whole breast segmentation in MRI, IEEE Access 2020. An image of one intensity stays as it is.</remarks>
public sealed record IntensityRemap(int KernelSize = 30, double Slope = 0.7) : RandomTransform<IntensityRemap.Drawn>(1)
{
    /// <summary>Width of the window.</summary>
    public int KernelSize { get; init; } = Check.Positive(KernelSize);

    /// <summary>A curve: the distinct intensities, ascending, and what each becomes.</summary>
    public sealed record Drawn(Tensor Levels, Tensor Curve);

    /// <inheritdoc/>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image) => Draw(generators.Own, image);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => Draw(random, image.Data);

    /// <summary>Draws a curve for some voxels.</summary>
    internal Drawn Draw(RandomState random, Tensor voxels)
    {
        using var scope = NewDisposeScope();
        var (distinct, _, _) = voxels.cpu().unique();
        var levels = distinct.to_type(ScalarType.Float64);
        var count = checked((int)levels.shape[0]);
        var picked = random.Choice(count, count - 1 + KernelSize).Select(index => (long)index).ToArray();
        var noise = levels[tensor(picked)].unfold(0, KernelSize, 1).mean([1]) + arange(count, ScalarType.Float64) / count * Slope;
        var (low, high) = (noise.min(), noise.max());
        var curve = count == 1 ? levels.clone() : (noise - low) / (high - low) * levels[-1] + levels[0];
        return new(distinct.MoveToOuterDisposeScope(), curve.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(() => Remap(image.Data, drawn)));

    /// <summary>The voxels after a curve; those between two levels take the upper one.</summary>
    internal static Tensor Remap(Tensor voxels, Drawn drawn)
    {
        var levels = drawn.Levels.to(voxels.device);
        var index = bucketize(voxels, levels).clamp(0, levels.shape[0] - 1);
        return drawn.Curve.to(voxels.device)[index].to_type(voxels.dtype);
    }
}
