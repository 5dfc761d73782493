using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Widens, filters each channel, weighs channels by squeeze and excitation, and narrows again. Tan and Le, EfficientNet (2019).</summary>
internal sealed class MBConvBlock : Block
{
    private readonly nn.Module<Tensor, Tensor>? expandConv, expandNorm, squeeze, excite;
    private readonly nn.Module<Tensor, Tensor> depthwise, depthwiseNorm, project, projectNorm;
    private readonly long[] padding;
    private readonly bool hasShortcut;
    private readonly double dropConnectRate;

    public MBConvBlock(int spatialDims, BlockArgs args, int imageSize, LayerSpec norm, double dropConnectRate)
        : base(nameof(MBConvBlock))
    {
        var wide = args.InputFilters * args.ExpandRatio;
        if (args.ExpandRatio != 1)
        {
            expandConv = this.Part("_expand_conv", Conv.Create(spatialDims, args.InputFilters, wide, 1, bias: false));
            expandNorm = this.Part("_bn0", Norm.Create(norm, spatialDims, wide));
        }
        depthwise = this.Part("_depthwise_conv", Conv.Create(spatialDims, wide, wide, args.KernelSize, args.Stride, 0, groups: wide, bias: false));
        padding = SamePadding.Of(imageSize, args.KernelSize, args.Stride, spatialDims);
        depthwiseNorm = this.Part("_bn1", Norm.Create(norm, spatialDims, wide));
        if (args.SeRatio is > 0 and <= 1)
        {
            var narrow = Math.Max(1, (int)(args.InputFilters * args.SeRatio.Value));
            squeeze = this.Part("_se_reduce", Conv.Create(spatialDims, wide, narrow, 1));
            excite = this.Part("_se_expand", Conv.Create(spatialDims, narrow, wide, 1));
        }
        project = this.Part("_project_conv", Conv.Create(spatialDims, wide, args.OutputFilters, 1, bias: false));
        projectNorm = this.Part("_bn2", Norm.Create(norm, spatialDims, args.OutputFilters));
        hasShortcut = args.IdSkip && args.Stride == 1 && args.InputFilters == args.OutputFilters;
        this.dropConnectRate = dropConnectRate;
    }

    protected override Tensor Compute(Tensor x)
    {
        var current = expandConv is null ? x : EfficientNetSizes.Swish(expandNorm!.call(expandConv.call(x)));
        current = EfficientNetSizes.Swish(depthwiseNorm.call(SamePadding.Apply(depthwise, current, padding)));
        if (squeeze is not null)
        {
            var means = current.mean([.. Enumerable.Range(2, (int)current.Dimensions - 2).Select(axis => (long)axis)], true);
            current *= excite!.call(EfficientNetSizes.Swish(squeeze.call(means))).sigmoid();
        }
        current = projectNorm.call(project.call(current));
        return !hasShortcut ? current : (dropConnectRate > 0 ? EfficientNetSizes.DropConnect(current, dropConnectRate, training) : current) + x;
    }
}
