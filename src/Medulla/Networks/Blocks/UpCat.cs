using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Enlarges features, joins them with others of that size, and convolves both twice.</summary>
public sealed class UpCat : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> upsample, convs;
    private readonly bool isPad;

    /// <summary>[B, <paramref name="inChns"/>, spatial...] and [B, <paramref name="catChns"/>, 2 * spatial...] to [B, <paramref name="outChns"/>, 2 * spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChns">Channels of the input.</param>
    /// <param name="catChns">Channels of what it is joined with.</param>
    /// <param name="outChns">Channels of the output.</param>
    /// <param name="act">The activation.</param>
    /// <param name="norm">The normalization.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="dropout">The dropout, or its probability; 0 if null.</param>
    /// <param name="upsample">How features are enlarged.</param>
    /// <param name="preConv">What comes before interpolation or pixel shuffle.</param>
    /// <param name="interpMode">The kind of interpolation.</param>
    /// <param name="alignCorners">Whether interpolation keeps the outer voxels' centres in place.</param>
    /// <param name="halves">Whether enlarging halves the channels.</param>
    /// <param name="isPad">Whether features that are a voxel short are padded by their border.</param>
    public UpCat(
        int spatialDims, int inChns, int catChns, int outChns, LayerSpec act, LayerSpec norm, bool bias, LayerSpec? dropout = null,
        Upsampling upsample = Upsampling.Deconv, PartChoice? preConv = null, InterpolateMode interpMode = InterpolateMode.Linear, bool? alignCorners = true,
        bool halves = true, bool isPad = true)
        : base(nameof(UpCat))
    {
        var channels = upsample == Upsampling.NonTrainable && preConv == PartChoice.None || !halves ? inChns : inChns / 2;
        this.upsample = this.Part("upsample", new UpSample(
            spatialDims, inChns, channels, 2, mode: upsample, preConv: preConv, interpMode: interpMode, alignCorners: alignCorners));
        convs = this.Part("convs", new TwoConv(spatialDims, catChns + channels, outChns, act, norm, bias, dropout));
        this.isPad = isPad;
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">Features.</param>
    /// <param name="xE">Features of twice the size, or a voxel more; none if null.</param>
    public Tensor call(Tensor x, Tensor? xE = null)
    {
        using var scope = NewDisposeScope();
        var large = upsample.call(x);
        if (xE is null)
        {
            return convs.call(large).MoveToOuterDisposeScope();
        }
        if (isPad)
        {
            long[] missing = [.. Enumerable.Range(2, (int)x.Dimensions - 2).Reverse().SelectMany(axis => new[] { 0, xE.shape[axis] != large.shape[axis] ? 1L : 0 })];
            large = missing.Any(n => n > 0) ? nn.functional.pad(large, missing, PaddingModes.Replicate) : large;
        }
        return convs.call(cat([xE, large], 1)).MoveToOuterDisposeScope();
    }
}
