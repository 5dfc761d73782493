using Medulla.Imaging.Kernels.Resampling;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Medulla.Imaging.Kernels.Resampling.Padding;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Follows a velocity field for one unit of time by scaling and squaring: a small step, doubled over and over. Arsigny et al., A log-Euclidean
/// framework for statistics on diffeomorphisms (2006).
/// </summary>
public sealed class DVF2DDF : Block
{
    private readonly int numSteps;
    private readonly Warp warp;

    /// <summary>[B, axes, spatial...] to the same, both in voxels.</summary>
    /// <param name="numSteps">How often the step is doubled, at least 1; the first is 2^-<paramref name="numSteps"/> of the velocity.</param>
    /// <param name="mode">Between voxels: nearest, linear, or in 2-D cubic.</param>
    /// <param name="paddingMode">Outside the field.</param>
    /// <exception cref="ArgumentException">There are no steps, or no such interpolation.</exception>
    public DVF2DDF(int numSteps = 7, Interpolation mode = Interpolation.Linear, Padding paddingMode = Padding.Zeros)
        : base(nameof(DVF2DDF))
    {
        this.numSteps = Layers.Dimensions.AtLeast(nameof(DVF2DDF), nameof(numSteps), numSteps);
        warp = this.Part("warp_layer", new Warp(mode, paddingMode));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var field = x / Math.Pow(2, numSteps);
        for (var step = 0; step < numSteps; step++)
        {
            using var small = field;
            using var moved = warp.call(small, small);
            field = small + moved;
        }
        return field;
    }
}
