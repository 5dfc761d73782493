using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets.Swin;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A Swin transformer on the way down and convolutions on the way up. Hatamizadeh et al., Swin UNETR (2022); He et al.,
/// SwinUNETR-V2 (2023).
/// </summary>
public sealed class SwinUNETR : Block
{
    private readonly SwinTransformer swinViT;
    private readonly nn.Module<Tensor, Tensor> encoder1, encoder2, encoder3, encoder4, encoder10, output;
    private readonly UnetrUpBlock decoder5, decoder4, decoder3, decoder2, decoder1;
    private readonly bool normalize;
    private readonly int multiple;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="patchSize">Voxels of a patch along each axis; images are multiples of its fifth power.</param>
    /// <param name="depths">Blocks of each of the four stages; two if null.</param>
    /// <param name="numHeads">Heads of each stage; 3, 6, 12, 24 if null.</param>
    /// <param name="windowSize">Patches of a window, one number for all axes or one for each; 7 if null.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="mlpRatio">Channels within the perceptrons, in terms of the stage's.</param>
    /// <param name="featureSize">Channels at full size, a multiple of 12.</param>
    /// <param name="normName">The normalization of convolutions; instance if null.</param>
    /// <param name="dropRate">Probability to drop an output of the transformer.</param>
    /// <param name="attnDropRate">Probability to drop a weight of attention.</param>
    /// <param name="dropoutPathRate">Probability to leave out a branch in the last block; it rises to that from 0.</param>
    /// <param name="normalize">Whether the channels of the transformer's outputs are normalized.</param>
    /// <param name="normLayer">The normalization within the transformer; layer if null.</param>
    /// <param name="patchNorm">Whether patches are normalized.</param>
    /// <param name="useCheckpoint">Accepted for configurations' sake; the result is the same.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="downsample">How grids are halved.</param>
    /// <param name="useV2">Whether a residual block of convolutions stands before each stage.</param>
    /// <param name="imgSize">Accepted for older configurations' sake: images of any size that divides do.</param>
    /// <exception cref="ArgumentException">A number is out of range, or sizes do not divide.</exception>
    public SwinUNETR(
        int inChannels, int outChannels, int patchSize = 2, Values<int>? depths = null, Values<int>? numHeads = null, Values<int>? windowSize = null,
        bool qkvBias = true, double mlpRatio = 4, int featureSize = 24, LayerSpec? normName = null, double dropRate = 0, double attnDropRate = 0,
        double dropoutPathRate = 0, bool normalize = true, LayerSpec? normLayer = null, bool patchNorm = false, bool useCheckpoint = false,
        int spatialDims = 3, PatchMergingMode downsample = PatchMergingMode.Merging, bool useV2 = false, Values<int>? imgSize = null)
        : base(nameof(SwinUNETR))
    {
        const string Me = nameof(SwinUNETR);
        if (spatialDims is not (2 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{Me}: spatialDims is {spatialDims}; 2 or 3 is expected.");
        }
        if (featureSize < 12 || featureSize % 12 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(featureSize), featureSize, $"{Me}: featureSize is {featureSize}; a multiple of 12 is expected.");
        }
        foreach (var (rate, name) in new[] { (dropRate, nameof(dropRate)), (attnDropRate, nameof(attnDropRate)), (dropoutPathRate, nameof(dropoutPathRate)) })
        {
            _ = rate is >= 0 and <= 1 ? rate : throw new ArgumentOutOfRangeException(name, rate, $"{Me}: {name} is {rate}; 0 to 1 is expected.");
        }
        normName ??= "instance";
        (this.normalize, multiple) = (normalize, (int)Math.Pow(Dimensions.AtLeast(Me, nameof(patchSize), patchSize), 5));
        var window = Values.From(Dimensions.PerAxis(Me, nameof(windowSize), windowSize ?? 7, spatialDims));
        swinViT = this.Part("swinViT", new SwinTransformer(
            inChannels, featureSize, window, Values.From(Enumerable.Repeat(patchSize, spatialDims)), depths ?? [2, 2, 2, 2], numHeads ?? [3, 6, 12, 24], mlpRatio,
            qkvBias, dropRate, attnDropRate, dropoutPathRate, normLayer, patchNorm, useCheckpoint, spatialDims, downsample, useV2));
        encoder1 = this.Part("encoder1", Encoder(inChannels, featureSize));
        encoder2 = this.Part("encoder2", Encoder(featureSize, featureSize));
        encoder3 = this.Part("encoder3", Encoder(2 * featureSize, 2 * featureSize));
        encoder4 = this.Part("encoder4", Encoder(4 * featureSize, 4 * featureSize));
        encoder10 = this.Part("encoder10", Encoder(16 * featureSize, 16 * featureSize));
        decoder5 = this.Part("decoder5", Decoder(16 * featureSize, 8 * featureSize));
        decoder4 = this.Part("decoder4", Decoder(8 * featureSize, 4 * featureSize));
        decoder3 = this.Part("decoder3", Decoder(4 * featureSize, 2 * featureSize));
        decoder2 = this.Part("decoder2", Decoder(2 * featureSize, featureSize));
        decoder1 = this.Part("decoder1", Decoder(featureSize, featureSize));
        output = this.Part("out", new UnetOutBlock(spatialDims, featureSize, outChannels));

        UnetrBasicBlock Encoder(int from, int to) => new(spatialDims, from, to, 3, 1, normName, resBlock: true);

        UnetrUpBlock Decoder(int from, int to) => new(spatialDims, from, to, 3, 2, normName, resBlock: true);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (x.shape.Skip(2).Any(n => n % multiple != 0))
        {
            throw new ArgumentException($"SwinUNETR: the input is [{string.Join(", ", x.shape)}]; spatial axes that are multiples of {multiple} are expected. Pad the image (DivisiblePad).");
        }
        var features = swinViT.call(x, normalize);
        var up = decoder5.call(encoder10.call(features[4]), features[3]);
        up = decoder4.call(up, encoder4.call(features[2]));
        up = decoder3.call(up, encoder3.call(features[1]));
        up = decoder2.call(up, encoder2.call(features[0]));
        return output.call(decoder1.call(up, encoder1.call(x)));
    }
}
