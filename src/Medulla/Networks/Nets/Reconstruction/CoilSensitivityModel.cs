using Medulla.Data;
using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Reconstruction;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>What each coil sees of every voxel, from the middle of k-space. Sriram et al., End-to-end variational networks (2020).</summary>
public sealed class CoilSensitivityModel : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly int spatialDims, coilDim;

    /// <summary>K-space [B, coils, spatial..., 2] to sensitivities of the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="features">Channels of the six levels of the U-Net; 32, 32, 64, 128, 256, 32 if null.</param>
    /// <param name="act">The activation; leaky ReLU of slope 0.1 if null.</param>
    /// <param name="norm">The normalization; instance with weights if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="dropout">Dropout; none if null.</param>
    /// <param name="upsample">How features are enlarged.</param>
    /// <param name="coilDim">The axis of coils.</param>
    /// <param name="convNet">A network of complex images instead of a <see cref="ComplexUnet"/>.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the network has other channels.</exception>
    public CoilSensitivityModel(
        int spatialDims = 2, Values<int>? features = null, LayerSpec? act = null, LayerSpec? norm = null, bool bias = true, LayerSpec? dropout = null,
        Upsampling upsample = Upsampling.Deconv, int coilDim = 1, nn.Module<Tensor, Tensor>? convNet = null)
        : base(nameof(CoilSensitivityModel))
    {
        (this.spatialDims, this.coilDim) = (spatialDims, coilDim);
        network = this.Part("conv_net", ComplexImages.TwoChannels(nameof(CoilSensitivityModel), convNet) ?? new ComplexUnet(spatialDims, features, act, norm, bias, dropout, upsample));
    }

    /// <summary>Runs the network.</summary>
    /// <param name="maskedKspace">[B, coils, spatial..., 2].</param>
    /// <param name="mask">Which columns were measured, not 0, [1, ..., columns, 1]; the one in the middle must be.</param>
    /// <returns>[B, coils, spatial..., 2].</returns>
    /// <exception cref="ArgumentException">The middle was not measured.</exception>
    public Tensor call(Tensor maskedKspace, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var (left, right) = GetFullySampledRegion(mask);
        var axis = (int)maskedKspace.Dimensions - 2;
        var (columns, count) = (mask.shape[^2], right - left);
        var start = (columns - count + 1) / 2;
        var middle = zeros_like(maskedKspace);
        middle.narrow(axis, start, count).copy_(maskedKspace.narrow(axis, start, count));
        var (items, batch) = ComplexImages.ToBatch(CenteredFourier.IfftnCentered(middle, spatialDims));
        var maps = ComplexImages.FromBatch(network.call(items), batch);
        return (maps / Coils.RootSumOfSquares(maps, coilDim).unsqueeze(coilDim)).MoveToOuterDisposeScope();
    }

    /// <summary>The measured columns around the middle one, from one up to before another.</summary>
    /// <param name="mask">Not 0 where columns were measured, [1, ..., columns, 1].</param>
    /// <exception cref="ArgumentException">The middle was not measured, or the mask is no such.</exception>
    public static (int Left, int Right) GetFullySampledRegion(Tensor mask)
    {
        if (mask.Dimensions < 2 || mask.numel() != mask.shape[^2])
        {
            throw new ArgumentException($"CoilSensitivityModel: the mask is [{string.Join(", ", mask.shape)}]; [1, ..., columns, 1] is expected.", nameof(mask));
        }
        var kept = mask.ne(0).flatten().cpu().data<bool>().ToArray();
        var middle = kept.Length / 2;
        if (!kept[middle])
        {
            throw new ArgumentException($"CoilSensitivityModel: column {middle} of {kept.Length}, the middle one, was not measured.", nameof(mask));
        }
        var right = Array.IndexOf(kept, false, middle) is >= 0 and var end ? end : kept.Length;
        return (Array.LastIndexOf(kept, false, middle) + 1, right);
    }
}
