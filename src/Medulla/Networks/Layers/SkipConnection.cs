using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>How a skip connection joins input and output.</summary>
public enum SkipMode
{
    /// <summary>One behind the other along an axis.</summary>
    Cat,

    /// <summary>Added.</summary>
    Add,

    /// <summary>Multiplied.</summary>
    Mul,
}

/// <summary>Joins the input of a module to its output.</summary>
public sealed class SkipConnection : Block
{
    private readonly nn.Module<Tensor, Tensor> submodule;
    private readonly int dim;
    private readonly SkipMode mode;

    /// <summary>A connection around a module.</summary>
    /// <param name="submodule">The module.</param>
    /// <param name="dim">The axis for <see cref="SkipMode.Cat"/>.</param>
    /// <param name="mode">How to join.</param>
    public SkipConnection(nn.Module<Tensor, Tensor> submodule, int dim = 1, SkipMode mode = SkipMode.Cat)
        : base(nameof(SkipConnection))
    {
        (this.submodule, this.dim, this.mode) = (submodule, dim, mode);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var y = submodule.call(x);
        return mode switch
        {
            SkipMode.Add => x + y,
            SkipMode.Mul => x * y,
            _ => cat([x, y], dim),
        };
    }
}
