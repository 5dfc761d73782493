using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Joins the input with the output of a submodule.</summary>
public sealed class SkipConnection : Block
{
    private readonly nn.Module<Tensor, Tensor> submodule;
    private readonly int dim;
    private readonly SkipMode mode;

    /// <summary>A connection around <paramref name="submodule"/>.</summary>
    /// <param name="submodule">What is skipped; becomes part of this block.</param>
    /// <param name="dim">The axis along which tensors are concatenated; the channels' as a rule.</param>
    /// <param name="mode">How input and output are joined.</param>
    public SkipConnection(nn.Module<Tensor, Tensor> submodule, int dim = 1, SkipMode mode = SkipMode.Concatenate)
        : base(nameof(SkipConnection))
    {
        (this.submodule, this.dim, this.mode) = (this.Part("submodule", submodule), dim, mode);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var y = submodule.call(x);
        return mode switch
        {
            SkipMode.Add => x + y,
            SkipMode.Multiply => x * y,
            _ => Joinable(x, y) ? cat([x, y], dim) : throw new ArgumentException(
                $"SkipConnection: the input is [{string.Join(", ", x.shape)}] but the submodule gives [{string.Join(", ", y.shape)}]; they must agree outside "
                + $"axis {dim}. In a U-Net, pad or crop the image to a multiple of the product of its strides."),
        };
    }

    private bool Joinable(Tensor x, Tensor y)
    {
        var (a, b) = (x.shape, y.shape);
        return a.Length == b.Length && Enumerable.Range(0, a.Length).All(axis => axis == (dim + a.Length) % a.Length || a[axis] == b[axis]);
    }
}
