using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Makes an affine transform of features, and its displacement of each voxel. It begins as the identity.</summary>
public sealed class AffineHead : MultiBlock
{
    private readonly int spatialDims;
    private readonly bool saveTheta;
    private readonly TorchSharp.Modules.Linear fc;

    /// <summary>[B, C, small...] to [B, axes, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="imageSize">The size of the field, one number an axis.</param>
    /// <param name="decodeSize">The size of the features, one number an axis.</param>
    /// <param name="inChannels">Channels of the features.</param>
    /// <param name="saveTheta">Whether <see cref="Theta"/> keeps each call's transform.</param>
    /// <exception cref="ArgumentException">There are not 2 or 3 axes, or a size has another number of them.</exception>
    public AffineHead(int spatialDims, Values<int> imageSize, Values<int> decodeSize, int inChannels, bool saveTheta = false)
        : base(nameof(AffineHead))
    {
        this.spatialDims = spatialDims is 2 or 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"AffineHead: spatialDims is {spatialDims}; 2 or 3 is expected.");
        if (imageSize.Count != spatialDims || decodeSize.Count != spatialDims)
        {
            throw new ArgumentException($"AffineHead: imageSize is {imageSize} and decodeSize {decodeSize}; {spatialDims} numbers each, one an axis, are expected.", nameof(imageSize));
        }
        this.saveTheta = saveTheta;
        fc = this.Part("fc", nn.Linear(decodeSize.Aggregate(inChannels, (product, n) => product * n), spatialDims * (spatialDims + 1)));
        using var noGradient = no_grad();
        fc.weight!.zero_();
        using var identity = eye(spatialDims, spatialDims + 1).flatten();
        fc.bias!.copy_(identity);
        ImageSize = imageSize;
    }

    /// <summary>The size of the field.</summary>
    public Values<int> ImageSize { get; }

    /// <summary>The last call's transforms of voxel coordinates, row by row [B, axes * (axes + 1)]; null before, or if they are not kept.</summary>
    public Tensor? Theta { get; private set; }

    /// <summary>Runs the head.</summary>
    /// <param name="x">Features, of which the first, the deepest, count.</param>
    /// <param name="imageSize">Of no meaning: the size is that of the constructor.</param>
    /// <returns>Displacements in voxels [B, axes, spatial...].</returns>
    public Tensor call(IReadOnlyList<Tensor> x, Values<int> imageSize)
    {
        using var scope = NewDisposeScope();
        var theta = fc.call(x[0].flatten(1));
        if (saveTheta)
        {
            Theta?.Dispose();
            Theta = theta.detach().clone().DetachFromDisposeScope();
        }
        // The transform less the identity, on coordinates axis by axis: no grid of them is made.
        var change = theta.view(-1, spatialDims, spatialDims + 1) - eye(spatialDims, spatialDims + 1, theta.dtype, theta.device);
        long[] everywhere = [-1, spatialDims, .. Enumerable.Repeat(1L, spatialDims)];
        var field = change.select(2, spatialDims).reshape(everywhere);
        for (var axis = 0; axis < spatialDims; axis++)
        {
            long[] along = [.. Enumerable.Range(0, spatialDims).Select(i => i == axis ? ImageSize[axis] : 1L)];
            field = field + (change.select(2, axis).reshape(everywhere) * arange(ImageSize[axis], theta.dtype, theta.device).reshape(along));
        }
        return field.MoveToOuterDisposeScope();
    }
}
