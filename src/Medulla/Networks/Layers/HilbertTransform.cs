using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>The analytic signal along an axis, whose magnitude is the signal's envelope.</summary>
public sealed class HilbertTransform : Block
{
    private readonly int axis;
    private readonly int? n;

    /// <summary>[B, C, spatial...] to the same, complex.</summary>
    /// <param name="axis">The axis, counted with batch and channels: 2 is the first spatial one.</param>
    /// <param name="n">Length to which the signal is cut or padded with zeros, and of the result; its own if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is negative, or the length not positive.</exception>
    public HilbertTransform(int axis = 2, int? n = null)
        : base(nameof(HilbertTransform))
    {
        this.axis = Dimensions.AtLeast(nameof(HilbertTransform), nameof(axis), axis, least: 0);
        this.n = n is { } length ? Dimensions.AtLeast(nameof(HilbertTransform), nameof(n), length) : null;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => axis < x.Dimensions && !x.is_complex()
        ? DetectEnvelope.Analytic(x.to_type(ScalarType.Float32), axis, n)
        : throw new ArgumentException(
            $"HilbertTransform: the input is {x.dtype} [{string.Join(", ", x.shape)}] and the axis {axis}; real numbers and an axis from 0 to {x.Dimensions - 1} are expected.");
}
