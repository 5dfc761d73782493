using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Lets features pass where others ask for them. Oktay et al., Attention U-Net (2018).</summary>
public sealed class AttentionBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> gate, features, psi;

    /// <summary>[B, <paramref name="fL"/>, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="fInt">Channels within.</param>
    /// <param name="fG">Channels of what asks.</param>
    /// <param name="fL">Channels of what passes.</param>
    /// <param name="dropout">Accepted for configurations' sake: nothing follows these convolutions.</param>
    public AttentionBlock(int spatialDims, int fInt, int fG, int fL, double dropout = 0)
        : base(nameof(AttentionBlock))
    {
        gate = this.Part("W_g", ModuleParts.Sequence(One(fG, fInt), Layers.Norm.Create("batch", spatialDims, fInt)));
        features = this.Part("W_x", ModuleParts.Sequence(One(fL, fInt), Layers.Norm.Create("batch", spatialDims, fInt)));
        psi = this.Part("psi", ModuleParts.Sequence(One(fInt, 1), Layers.Norm.Create("batch", spatialDims, 1), nn.Sigmoid()));

        Convolution One(int from, int to) => new(spatialDims, from, to, kernelSize: 1, padding: 0, convOnly: true);
    }

    /// <summary>Runs the block.</summary>
    /// <param name="g">What asks.</param>
    /// <param name="x">What passes.</param>
    public Tensor call(Tensor g, Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * psi.call((gate.call(g) + features.call(x)).relu())).MoveToOuterDisposeScope();
    }
}
