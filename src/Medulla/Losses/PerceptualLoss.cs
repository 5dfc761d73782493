using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// How far two pictures lie apart in the features of a trained network, which is nearer to what one sees than differences of voxels.
/// Johnson et al. (2016), Zhang et al. (2018). Input and target [B, C, spatial...]. Volumes are compared slice by slice in all three
/// directions, or as they are by a network of volumes.
/// </summary>
/// <remarks>
/// Medulla has none of these networks and downloads nothing: the weights have licences of their own. Give one as a module, or as a
/// TorchScript file, saved in Python by <c>torch.jit.trace(network, examples).save(path)</c>. Of alex, vgg and squeeze that is
/// <c>lpips.LPIPS(net=...)</c> whole, which takes two pictures; of the others what gives the last layer's features of one picture.
/// </remarks>
public sealed class PerceptualLoss : Loss
{
    private readonly Func<Tensor, Tensor, Tensor> distance;
    private readonly nn.Module network;
    private readonly int spatialDims;
    private readonly bool isFake3d;
    private readonly double fake3dRatio;
    private readonly bool channelWise;

    /// <summary>Reads the network from a file.</summary>
    /// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
    /// <param name="networkType">Which network it is.</param>
    /// <param name="isFake3d">Whether volumes are compared slice by slice.</param>
    /// <param name="fake3dRatio">Which share of the slices is compared, drawn anew on each call with PyTorch's own generator; in (0, 1].</param>
    /// <param name="cacheDir">Has no meaning: nothing is downloaded.</param>
    /// <param name="pretrained">Whether the network is trained; it has to be.</param>
    /// <param name="pretrainedPath">The TorchScript file.</param>
    /// <param name="pretrainedStateDictKey">Has to be null: a TorchScript file holds one network.</param>
    /// <param name="channelWise">Whether the loss of each channel is kept, [C]; only with networks of volumes.</param>
    /// <exception cref="ArgumentException">There is no file, or the network does not suit the pictures.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public PerceptualLoss(
        int spatialDims, PerceptualNetwork networkType = PerceptualNetwork.Alex, bool isFake3d = true, double fake3dRatio = 0.5, string? cacheDir = null,
        bool pretrained = true, string? pretrainedPath = null, string? pretrainedStateDictKey = null, bool channelWise = false)
        : this(spatialDims, isFake3d, fake3dRatio, channelWise, FromFile(
            new(spatialDims, networkType, isFake3d, channelWise), pretrained && pretrainedStateDictKey is null ? pretrainedPath : null))
        => _ = cacheDir;

    /// <summary>Takes a network that gives features.</summary>
    /// <param name="spatialDims">Number of spatial axes, 2 or 3.</param>
    /// <param name="features">The network, [B, C, spatial...] to [B, F, positions...]; its weights are frozen.</param>
    /// <param name="networkType">As which network it wants its pictures prepared; not one of LPIPS.</param>
    /// <param name="isFake3d">Whether volumes are compared slice by slice.</param>
    /// <param name="fake3dRatio">Which share of the slices is compared, drawn anew on each call with PyTorch's own generator; in (0, 1].</param>
    /// <param name="channelWise">Whether the loss of each channel is kept, [C]; only with networks of volumes.</param>
    /// <exception cref="ArgumentException">The network does not suit the pictures.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public PerceptualLoss(
        int spatialDims, nn.Module<Tensor, Tensor> features, PerceptualNetwork networkType = PerceptualNetwork.ResNet50, bool isFake3d = true,
        double fake3dRatio = 0.5, bool channelWise = false)
        : this(spatialDims, isFake3d, fake3dRatio, channelWise, FromModule(new(spatialDims, networkType, isFake3d, channelWise), features))
    {
    }

    private PerceptualLoss(
        int spatialDims, bool isFake3d, double fake3dRatio, bool channelWise, (nn.Module Network, Func<Tensor, Tensor, Tensor> Distance) made)
        : base(nameof(PerceptualLoss), Reduction.Mean)
    {
        (this.spatialDims, this.isFake3d, this.channelWise) = (spatialDims, isFake3d, channelWise);
        this.fake3dRatio = Check.Positive(Check.Probability(fake3dRatio));
        (network, distance) = made;
        network.eval();
        foreach (var weight in network.parameters())
        {
            weight.requires_grad = false;
        }
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(PerceptualLoss), input, spatialDims, spatialDims);
        Shapes.RequireEqual(nameof(PerceptualLoss), input, target);
        if (spatialDims == 3 && isFake3d)
        {
            return OfSlices(input, target, 2) + OfSlices(input, target, 4) + OfSlices(input, target, 3);
        }
        var loss = distance(input, target);
        return channelWise ? loss.flatten(1).mean([0]) : loss.mean();
    }

    /// <summary>The mean distance of slices across an axis.</summary>
    private Tensor OfSlices(Tensor input, Tensor target, int axis)
    {
        var shape = input.shape;
        var count = shape[0] * shape[axis];
        var compared = (long)(count * fake3dRatio);
        if (compared == 0)
        {
            throw new ArgumentException($"PerceptualLoss: input is {input.Text()}; a share of {fake3dRatio} of the {count} slices across axis {axis} is none; fake_3d_ratio must be larger.");
        }
        var chosen = randperm(count, device: input.device).narrow(0, 0, compared);
        Tensor Slices(Tensor x)
        {
            var across = x.to_type(ScalarType.Float32).movedim([axis], [1]);
            return across.reshape([count, .. across.shape[2..]]).index_select(0, chosen);
        }
        return distance(Slices(input), Slices(target)).mean();
    }

    private static (nn.Module Network, Func<Tensor, Tensor, Tensor> Distance) FromFile(Use use, string? path)
    {
        RequireSuits(use);
        if (path is null)
        {
            throw new ArgumentException($"PerceptualLoss: Medulla carries no weights of {use.Network} and downloads none, and reads no state dictionaries here; "
                + "pretrained_path must name a TorchScript file of the network, with pretrained true and without pretrained_state_dict_key "
                + "(in Python: torch.jit.trace(network, examples).save(path)), or a module be given.");
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"PerceptualLoss: pretrained_path is '{path}'; there is no such file.", path);
        }
        if (IsPerceptualMetric(use.Network))
        {
            var whole = jit.load<Tensor, Tensor, Tensor>(path);
            return (whole, whole.call);
        }
        var features = jit.load<Tensor, Tensor>(path);
        return (features, new FeatureDistance(features.call, use.Network, use.ChannelWise).Between);
    }

    private static (nn.Module Network, Func<Tensor, Tensor, Tensor> Distance) FromModule(Use use, nn.Module<Tensor, Tensor> features)
    {
        RequireSuits(use);
        return IsPerceptualMetric(use.Network)
            ? throw new ArgumentException($"PerceptualLoss: network_type is {use.Network}, which weighs features of several layers; it is read from a TorchScript file only.")
            : (features, new FeatureDistance(features.call, use.Network, use.ChannelWise).Between);
    }

    private static bool IsPerceptualMetric(PerceptualNetwork network)
        => network is PerceptualNetwork.Alex or PerceptualNetwork.Vgg or PerceptualNetwork.Squeeze;

    private static void RequireSuits(Use use)
    {
        if (use.SpatialDims is not (2 or 3))
        {
            throw new ArgumentException($"PerceptualLoss: spatial_dims is {use.SpatialDims}; 2 or 3 spatial axes are expected.");
        }
        var ofVolumes = use.Network is PerceptualNetwork.MedicalNetResNet10 or PerceptualNetwork.MedicalNetResNet50;
        if (ofVolumes != (use.SpatialDims == 3 && !use.IsFake3d))
        {
            throw new ArgumentException($"PerceptualLoss: network_type is {use.Network}, spatial_dims {use.SpatialDims} and is_fake_3d {use.IsFake3d}; "
                + "the MedicalNet networks, and only they, take volumes whole: spatial_dims 3 with is_fake_3d false.");
        }
        if (use.ChannelWise && !ofVolumes)
        {
            throw new ArgumentException($"PerceptualLoss: channel_wise is true with {use.Network}; only the MedicalNet networks see channels apart.");
        }
    }

    /// <summary>What the network is for.</summary>
    private sealed record Use(int SpatialDims, PerceptualNetwork Network, bool IsFake3d, bool ChannelWise);
}
