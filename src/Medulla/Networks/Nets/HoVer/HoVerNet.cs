using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Finds the nuclei of histology images: where they are, which way their centres lie, and of what kind they are. Graham et al., HoVer-Net:
/// Simultaneous segmentation and classification of nuclei in multi-tissue histology images (2019).
/// </summary>
[ReferenceName("Hovernet", "HoVernet", "HoverNet")]
public sealed class HoVerNet : MultiBlock
{
    private static readonly int[] Depths = [3, 4, 6, 3];
    private readonly HoVerNetMode mode;
    private readonly nn.Module<Tensor, Tensor> stem, bottleneck;
    private readonly List<HoVerNetResidual> stages = [];
    private readonly List<(string Name, HoVerNetBranch Branch)> branches = [];

    /// <summary>[B, C, 256, 256] or, in the original form, [B, C, 270, 270] to a map for each question.</summary>
    /// <param name="mode">The form.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="npOutChannels">Channels of the map of nuclei.</param>
    /// <param name="outClasses">Kinds of nuclei, 2 to 128; 0 does not ask for them.</param>
    /// <param name="act">The activation on the way down; relu if null.</param>
    /// <param name="norm">The normalization on the way down; batch if null.</param>
    /// <param name="decoderPadding">Whether maps are as large as the input, in the fast form.</param>
    /// <param name="dropoutProb">Probability to drop a channel on the way down.</param>
    /// <param name="pretrainedUrl">Must be null: nothing is downloaded; load weights by <c>LoadWeights</c> with a mapping.</param>
    /// <param name="adaptStandardResnet">Which weights would be downloaded.</param>
    /// <param name="pretrainedStateDictKey">Where in them the weights would be.</param>
    /// <param name="freezeEncoder">Whether the way down does not learn, but for what comes before and beside its first layers.</param>
    /// <exception cref="ArgumentException">There are 1 or more than 128 kinds, or the probability lies outside [0, 1].</exception>
    /// <exception cref="NotSupportedException">Weights were asked for.</exception>
    public HoVerNet(
        HoVerNetMode mode = HoVerNetMode.Fast, int inChannels = 3, int npOutChannels = 2, int outClasses = 0, LayerSpec? act = null, LayerSpec? norm = null, bool decoderPadding = false,
        double dropoutProb = 0, string? pretrainedUrl = null, bool adaptStandardResnet = false, string? pretrainedStateDictKey = null, bool freezeEncoder = false)
        : base(nameof(HoVerNet))
    {
        if (outClasses is < 0 or 1 or > 128 || dropoutProb is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"HoVerNet: outClasses is {outClasses} and dropoutProb {dropoutProb}; 0 or 2 to 128 kinds, and a probability in [0, 1], are expected.");
        }
        Pretrained.Refuse(nameof(HoVerNet), pretrainedUrl is not null);
        this.mode = mode;
        var (activation, normalization, kernel) = (act ?? ("relu", new() { ["inplace"] = true }), norm ?? "batch", mode == HoVerNetMode.Fast ? 3 : 5);
        stem = this.Part("conv0", HoVerNetParts.Chain(
            ("conv", HoVerNetParts.Plain(inChannels, 64, 7, 1, mode == HoVerNetMode.Fast ? 3 : 0)), ("bn", Norm.Create(normalization, 2, 64)), ("relu", Act.Create(activation))));
        var list = this.Part("res_blocks", new NamedParts());
        var (from, to, features) = (64, 256, 64);
        for (var i = 0; i < Depths.Length; i++)
        {
            stages.Add(list.Part($"d{i}", new HoVerNetResidual(Depths[i], features, from, to, dropoutProb, activation, normalization, freezeEncoder && i == 0, freezeEncoder && i > 0)));
            (from, to, features) = (to, to * 2, features * 2);
        }
        bottleneck = this.Part("bottleneck", HoVerNetParts.Chain(("conv_bottleneck", HoVerNetParts.Plain(from, features, 1))));
        Branch("nucleus_prediction", npOutChannels);
        Branch("horizontal_vertical", 2);
        if (outClasses > 0)
        {
            Branch("type_prediction", outClasses);
        }
        Initialization.Kaiming(this, nn.init.FanInOut.FanIn, nn.init.NonlinearityType.LeakyReLU);

        void Branch(string name, int channels) => branches.Add((name, this.Part(name, new HoVerNetBranch(channels, kernel, decoderPadding))));
    }

    /// <summary>Runs the network.</summary>
    /// <returns>"nucleus_prediction", "horizontal_vertical" and, where asked for, "type_prediction".</returns>
    /// <exception cref="ArgumentException">The image is not of the form's size.</exception>
    public IReadOnlyDictionary<string, Tensor> call(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var size = mode == HoVerNetMode.Fast ? 256 : 270;
        if (x.Dimensions != 4 || x.shape[2] != size || x.shape[3] != size)
        {
            throw new ArgumentException($"HoVerNet: the input is [{string.Join(", ", x.shape)}]; [B, C, {size}, {size}] is expected in the {mode} form.");
        }
        using var scope = NewDisposeScope();
        var current = stem.call(x);
        List<Tensor> shortcuts = [];
        foreach (var stage in stages)
        {
            current = stage.call(current);
            shortcuts.Add(current);
        }
        current = Doubled(bottleneck.call(current));
        return branches.ToDictionary(branch => branch.Name, branch => branch.Branch.call(current, shortcuts[..^1]).MoveToOuterDisposeScope());
    }

    internal static Tensor Doubled(Tensor x) => nn.functional.interpolate(x, [x.shape[2] * 2, x.shape[3] * 2], mode: InterpolationMode.Bilinear, align_corners: true);
}
