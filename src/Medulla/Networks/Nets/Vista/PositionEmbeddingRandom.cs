using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Positions in 3-D as sines and cosines of random frequencies. Tancik et al., Fourier features (2020).</summary>
public sealed class PositionEmbeddingRandom : MultiBlock
{
    private const string Frequencies = "positional_encoding_gaussian_matrix";

    /// <summary>An embedding of 2 * <paramref name="numPosFeats"/> channels.</summary>
    /// <param name="numPosFeats">Number of frequencies.</param>
    /// <param name="scale">Their standard deviation; 1 if null or not positive.</param>
    public PositionEmbeddingRandom(int numPosFeats = 64, double? scale = null)
        : base(nameof(PositionEmbeddingRandom))
        => this.AddBuffer(Frequencies, randn(3, Layers.Dimensions.AtLeast(nameof(PositionEmbeddingRandom), nameof(numPosFeats), numPosFeats)) * (scale is > 0 and var s ? s : 1));

    /// <summary>The positions of all voxels of an image.</summary>
    /// <param name="size">Its voxels along three axes.</param>
    /// <returns>[C, spatial...].</returns>
    public Tensor call(long[] size)
    {
        using var scope = NewDisposeScope();
        var device = this.Buffer(Frequencies).device;
        var axes = meshgrid([.. size.Select(n => (arange(n, ScalarType.Float32, device) + 0.5) / n)], indexing: "ij");
        return Encode(stack(axes, -1)).permute(3, 0, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The positions of points.</summary>
    /// <param name="coordsInput">Places in voxels, [B, N, 3].</param>
    /// <param name="imageSize">The image's voxels along three axes.</param>
    /// <returns>[B, N, C].</returns>
    public Tensor ForwardWithCoords(Tensor coordsInput, long[] imageSize)
    {
        using var scope = NewDisposeScope();
        var size = tensor(imageSize, ScalarType.Float32, coordsInput.device);
        return Encode(coordsInput.to_type(ScalarType.Float32) / size).MoveToOuterDisposeScope();
    }

    private Tensor Encode(Tensor shares)
    {
        var phases = (2 * shares - 1).matmul(this.Buffer(Frequencies)) * (2 * Math.PI);
        return cat([phases.sin(), phases.cos()], -1);
    }
}
