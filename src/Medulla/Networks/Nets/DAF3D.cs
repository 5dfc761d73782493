using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Features of four depths, each refined by attention to all of them. Wang et al., Deep attentive features for prostate segmentation
/// in 3D transrectal ultrasound (2019).
/// </summary>
public sealed class DAF3D : MultiBlock
{
    private readonly Daf3dPyramid backbone;
    private readonly Daf3dAttention attention;
    private readonly nn.Module<Tensor, Tensor> predict1, predict2, fuse, refine, mix;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> convs;
    private readonly int inChannels;
    private readonly bool visualOutput;

    /// <summary>[B, <paramref name="inChannels"/>, H, W, D] to [B, <paramref name="outChannels"/>, H, W, D].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="visualOutput">Whether, apart from training, predictions of all features and attention maps are wanted too.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no channels.</exception>
    public DAF3D(int inChannels, int outChannels, bool visualOutput = false)
        : base(nameof(DAF3D))
    {
        (this.inChannels, this.visualOutput) = (inChannels, visualOutput);
        LayerSpec norm = ("group", new() { ["num_groups"] = 32 }), act = "prelu";
        backbone = this.Part("backbone_with_fpn", new Daf3dPyramid(inChannels));
        predict1 = this.Part("predict1", Conv.Create(3, 128, outChannels, 1));
        fuse = this.Part("fuse", ModuleParts.Sequence(Convolve(512, 1), Convolve(64, 3), Convolve(64, 3)));
        attention = this.Part("attention", new Daf3dAttention(192, 64, norm, act));
        refine = this.Part("refine", Convolve(256, 1));
        predict2 = this.Part("predict2", Conv.Create(3, 64, outChannels, 1));
        convs = ((int[])[1, 6, 12, 18]).Select(step => (nn.Module<Tensor, Tensor>)new Convolution(3, 64, 64, act: LayerSpec.None, norm: norm, dilation: [1, step, step])).ToArray();
        mix = new Convolution(3, 256, 64, kernelSize: 1, act: LayerSpec.None, norm: norm);
        var aspp = new NamedParts(("conv_k1", mix));
        aspp.Parts("convs", convs);
        this.Part("aspp", aspp);
        foreach (var conv in convs)
        {
            nn.init.kaiming_normal_(conv.get_parameter("conv.weight")!);
        }

        Convolution Convolve(int from, int kernel) => new(3, from, 64, kernelSize: kernel, adnOrdering: "NA", act: act, norm: norm);
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Images [B, C, H, W, D].</param>
    /// <returns>
    /// The output. While training, a list of nine of its size: of the features of each depth before attention and after it, and the
    /// output itself last. Else, if visual output is wanted, a list of thirteen: the output first, then those, and the attention maps'.
    /// </returns>
    /// <exception cref="ArgumentException">The input has another number of axes or channels.</exception>
    public object call(Tensor x)
    {
        var size = Dimensions.Input(nameof(DAF3D), x, 3, inChannels)[2..];
        using var scope = NewDisposeScope();
        var single = backbone.call(x);
        var multi = fuse.call(cat([.. single], 1));
        var attentive = single.Select(features => attention.call(features, multi)).ToArray();
        var refined = refine.call(cat([.. attentive.Select(pair => pair.Features)], 1));
        var output = predict2.call(mix.call(cat([.. convs.Select(conv => conv.call(refined))], 1)));
        if (!training && !visualOutput)
        {
            return FullSize(output);
        }
        var inner = single.Select(predict1.call).Concat(attentive.Select(pair => predict2.call(pair.Features)));
        Tensor[] all = training ? [.. inner, output] : [output, .. inner, .. attentive.Select(pair => predict2.call(pair.Attention))];
        return (IReadOnlyList<Tensor>)[.. all.Select(FullSize)];

        Tensor FullSize(Tensor prediction) => nn.functional.interpolate(prediction, size, mode: InterpolationMode.Trilinear, align_corners: false).MoveToOuterDisposeScope();
    }
}
