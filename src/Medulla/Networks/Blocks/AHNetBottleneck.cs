using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A <see cref="ResNetBottleneck"/> that convolves within slices; where it halves them, it also takes the larger of two neighbouring ones.</summary>
internal sealed class AHNetBottleneck : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, bn1, conv2, bn2, conv3, bn3, relu, pool;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    public AHNetBottleneck(int spatialDims, int inChannels, int planes, int stride, bool isFirst)
        : base(nameof(AHNetBottleneck))
    {
        var to = 4 * planes;
        var kernel = AHNetLayers.Sizes(spatialDims, 3, 1);
        Imaging.Values<int> strides = spatialDims == 2 ? stride : [stride, stride, 1];
        conv1 = this.Part("conv1", Conv.Create(spatialDims, inChannels, planes, 1, bias: false));
        bn1 = this.Part("bn1", Norm.Create("batch", spatialDims, planes));
        conv2 = this.Part("conv2", Conv.Create(spatialDims, planes, planes, kernel, strides, Conv.SamePadding(kernel), bias: false));
        bn2 = this.Part("bn2", Norm.Create("batch", spatialDims, planes));
        conv3 = this.Part("conv3", Conv.Create(spatialDims, planes, to, 1, bias: false));
        bn3 = this.Part("bn3", Norm.Create("batch", spatialDims, to));
        relu = this.Part("relu", Act.Create("relu"));
        downsample = isFirst
            ? this.Part("downsample", ModuleParts.Sequence(
                Conv.Create(spatialDims, inChannels, to, 1, strides, bias: false),
                spatialDims == 2 ? nn.Identity() : AHNetLayers.MaxPool(3, [1, 1, stride]),
                Norm.Create("batch", spatialDims, to)))
            : null;
        pool = this.Part("pool", spatialDims == 3 && stride > 1 ? AHNetLayers.MaxPool(3, [1, 1, 2]) : nn.Identity());
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var inner = relu.call(bn2.call(conv2.call(relu.call(bn1.call(conv1.call(x))))));
        var output = bn3.call(conv3.call(inner));
        return relu.call(downsample is null ? output + x : pool.call(output) + downsample.call(x));
    }
}
