using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Two convolutions, each after normalization and activation, whose output is added to their input. Myronenko, 3D MRI brain tumor segmentation (2018).</summary>
public sealed class SegResBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> norm1, act1, conv1, norm2, act2, conv2;

    /// <summary>[B, C, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels.</param>
    /// <param name="norm">The normalization.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="act">The activation; relu if null.</param>
    public SegResBlock(int spatialDims, int inChannels, LayerSpec norm, Values<int>? kernelSize = null, LayerSpec? act = null)
        : base(nameof(SegResBlock))
    {
        var kernel = kernelSize ?? 3;
        var padding = Values.From(kernel.Select(k => k / 2));
        norm1 = this.Part("norm1", Norm.Create(norm, spatialDims, inChannels));
        act1 = this.Part("act1", Act.Create(act ?? "relu"));
        conv1 = this.Part("conv1", Conv.Create(spatialDims, inChannels, inChannels, kernel, 1, padding, bias: false));
        norm2 = this.Part("norm2", Norm.Create(norm, spatialDims, inChannels));
        act2 = this.Part("act2", Act.Create(act ?? "relu"));
        conv2 = this.Part("conv2", Conv.Create(spatialDims, inChannels, inChannels, kernel, 1, padding, bias: false));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => conv2.call(act2.call(norm2.call(conv1.call(act1.call(norm1.call(x)))))).add_(x);
}
