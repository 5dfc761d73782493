using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Features of four depths of a residual network, each enriched by the deeper ones, all of the size of the first.</summary>
internal sealed class Daf3dPyramid : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> stem;
    private readonly nn.Module<Tensor, Tensor>[] stages, inner;

    public Daf3dPyramid(int inChannels)
        : base(nameof(Daf3dPyramid))
    {
        stem = ModuleParts.Sequence(
            Conv.Create(3, inChannels, 64, 7, [1, 2, 2], 3, bias: false), Norm.Create(("group", new() { ["num_groups"] = 32 }), 3, 64), Act.Create("relu"));
        stages =
        [
            ModuleParts.Sequence(Pool.Create(("max", new() { ["kernel_size"] = 3, ["stride"] = 2, ["padding"] = 1 }), 3), Stage(64, 128, 3)),
            Stage(256, 256, 4, [1, 2, 2]),
            Stage(512, 512, 6, dilation: 2),
            Stage(1024, 1024, 3, dilation: 2),
        ];
        this.Part("body", new NamedParts([("layer0", stem), .. stages.Select((stage, i) => ($"layer{i + 1}", (nn.Module?)stage))]));
        int[] channels = [256, 512, 1024, 2048];
        inner = [.. channels.Select(n => new Convolution(3, n, 128, kernelSize: 1, adnOrdering: "NA", act: "prelu", norm: ("group", new() { ["num_groups"] = 32 })))];
        var fpn = new NamedParts();
        fpn.Parts("inner_blocks", inner);
        fpn.UnusedPart("layer_blocks", ModuleParts.Sequence(channels.Select(_ => PyramidLayers.Convolution(3, 128, 128, kernelSize: 3))));
        this.Part("fpn", fpn);

        static nn.Module<Tensor, Tensor> Stage(int from, int planes, int blocks, Values<int>? stride = null, int dilation = 1)
            => ModuleParts.Sequence(Enumerable.Range(0, blocks).Select(i => new Daf3dBottleneck(i == 0 ? from : 2 * planes, planes, i == 0 ? stride ?? 1 : 1, dilation, i == 0)));
    }

    /// <summary>Four tensors [B, 128, H / 2, W / 4, D / 4].</summary>
    public IReadOnlyList<Tensor> call(Tensor x)
    {
        using var scope = NewDisposeScope();
        var features = new Tensor[stages.Length];
        var current = stem.call(x);
        for (var i = 0; i < stages.Length; i++)
        {
            features[i] = current = stages[i].call(current);
        }
        for (var i = features.Length - 1; i >= 0; i--)
        {
            var own = inner[i].call(features[i]);
            features[i] = i == features.Length - 1 ? own : own + Resize(features[i + 1], own);
        }
        return [.. features.Select((feature, i) => (i == 0 ? feature : Resize(feature, features[0])).MoveToOuterDisposeScope())];

        static Tensor Resize(Tensor feature, Tensor like)
        {
            var size = like.shape[2..];
            return feature.shape[2..].AsSpan().SequenceEqual(size) ? feature : nn.functional.interpolate(feature, size, mode: InterpolationMode.Trilinear, align_corners: false);
        }
    }
}
