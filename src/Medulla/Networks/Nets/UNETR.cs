using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A vision transformer on the way down and convolutions on the way up. Hatamizadeh et al., UNETR: Transformers for 3D medical image segmentation (2022).</summary>
public sealed class UNETR : Block
{
    private const int Patch = 16;

    private readonly ViT vit;
    private readonly nn.Module<Tensor, Tensor> encoder1, encoder2, encoder3, encoder4, output;
    private readonly UnetrUpBlock decoder5, decoder4, decoder3, decoder2;
    private readonly long[] grid;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="imgSize">Voxels along each axis, multiples of 16.</param>
    /// <param name="featureSize">Channels of the convolutions at full size.</param>
    /// <param name="hiddenSize">Channels within the transformer, a multiple of the heads.</param>
    /// <param name="mlpDim">Channels within its perceptrons.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="projType">How patches become vectors.</param>
    /// <param name="normName">The normalization of convolutions; instance if null.</param>
    /// <param name="convBlock">Whether blocks of convolutions stand between enlargements.</param>
    /// <param name="resBlock">Whether blocks are residual.</param>
    /// <param name="dropoutRate">Probability to drop a value in the transformer.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or a rate is out of range.</exception>
    public UNETR(
        int inChannels, int outChannels, Values<int> imgSize, int featureSize = 16, int hiddenSize = 768, int mlpDim = 3072, int numHeads = 12,
        PatchProjection projType = PatchProjection.Conv, LayerSpec? normName = null, bool convBlock = true, bool resBlock = true, double dropoutRate = 0,
        int spatialDims = 3, bool qkvBias = false, bool saveAttn = false)
        : base(nameof(UNETR))
    {
        normName ??= "instance";
        grid = [.. Dimensions.PerAxis(nameof(UNETR), nameof(imgSize), imgSize, spatialDims, Patch).Select(n => (long)n / Patch)];
        vit = this.Part("vit", new ViT(
            inChannels, imgSize, Patch, hiddenSize, mlpDim, 12, numHeads, projType, dropoutRate: dropoutRate, spatialDims: spatialDims, qkvBias: qkvBias, saveAttn: saveAttn));
        encoder1 = this.Part("encoder1", new UnetrBasicBlock(spatialDims, inChannels, featureSize, 3, 1, normName, resBlock));
        encoder2 = this.Part("encoder2", Encoder(2, 2));
        encoder3 = this.Part("encoder3", Encoder(4, 1));
        encoder4 = this.Part("encoder4", Encoder(8, 0));
        decoder5 = this.Part("decoder5", Decoder(hiddenSize, 8 * featureSize));
        decoder4 = this.Part("decoder4", Decoder(8 * featureSize, 4 * featureSize));
        decoder3 = this.Part("decoder3", Decoder(4 * featureSize, 2 * featureSize));
        decoder2 = this.Part("decoder2", Decoder(2 * featureSize, featureSize));
        output = this.Part("out", new UnetOutBlock(spatialDims, featureSize, outChannels));

        UnetrPrUpBlock Encoder(int width, int layers) => new(spatialDims, hiddenSize, width * featureSize, layers, 3, 1, 2, normName, convBlock, resBlock);

        UnetrUpBlock Decoder(int from, int to) => new(spatialDims, from, to, 3, 2, normName, resBlock);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var (last, hidden) = vit.call(x);
        var up = decoder5.call(Grid(last), encoder4.call(Grid(hidden[9])));
        up = decoder4.call(up, encoder3.call(Grid(hidden[6])));
        up = decoder3.call(up, encoder2.call(Grid(hidden[3])));
        return output.call(decoder2.call(up, encoder1.call(x)));
    }

    /// <summary>[B, patches, C] to [B, C, grid...].</summary>
    private Tensor Grid(Tensor vectors) => vectors.transpose(1, 2).reshape([vectors.shape[0], vectors.shape[2], .. grid]);
}
