using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Joins a submodule's output with its input.</summary>
public sealed class SkipConnection : Block
{
    private readonly nn.Module<Tensor, Tensor> submodule;
    private readonly int dim;
    private readonly SkipMode mode;

    /// <summary>Wraps a submodule.</summary>
    /// <param name="submodule">The path beside the skip.</param>
    /// <param name="dim">The axis along which <see cref="SkipMode.Cat"/> joins.</param>
    /// <param name="mode">How to join.</param>
    public SkipConnection(nn.Module<Tensor, Tensor> submodule, int dim = 1, SkipMode mode = SkipMode.Cat)
        : base(nameof(SkipConnection))
    {
        (this.submodule, this.dim, this.mode) = (submodule, dim, mode);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var other = submodule.call(input);
        return mode switch
        {
            SkipMode.Cat => Joinable(input, other) ? cat([input, other], dim) : throw new ArgumentException(
                $"SkipConnection: the input is [{string.Join(", ", input.shape)}] but the submodule gives [{string.Join(", ", other.shape)}]; they must agree "
                + $"outside axis {dim}. In a U-Net the image's size must be divisible by the product of the strides: pad or crop it."),
            SkipMode.Add => input + other,
            _ => input * other,
        };
    }

    private bool Joinable(Tensor a, Tensor b)
    {
        var (left, right) = (a.shape, b.shape);
        return left.Length == right.Length && Enumerable.Range(0, left.Length).All(axis => axis == dim || left[axis] == right[axis]);
    }
}
