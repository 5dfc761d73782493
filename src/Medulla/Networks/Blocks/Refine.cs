using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions of pictures, each after the same batch normalization and relu, added to their input: boundaries become sharper.</summary>
public sealed class Refine : Block
{
    private readonly nn.Module<Tensor, Tensor> bn, relu, conv1, conv2;

    /// <summary>[B, <paramref name="planes"/>, H, W] to the same.</summary>
    /// <param name="planes">Channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no channels.</exception>
    public Refine(int planes)
        : base(nameof(Refine))
    {
        bn = this.Part("bn", Norm.Create("batch", 2, planes));
        relu = this.Part("relu", Act.Create("relu"));
        conv1 = this.Part("conv1", Conv.Create(2, planes, planes, 3, padding: 1));
        conv2 = this.Part("conv2", Conv.Create(2, planes, planes, 3, padding: 1));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var inner = conv1.call(relu.call(bn.call(x)));
        return x + conv2.call(relu.call(bn.call(inner)));
    }
}
