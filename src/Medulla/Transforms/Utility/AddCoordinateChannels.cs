using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Adds channels that tell where each voxel lies along spatial axes, from -0.5 at the first to 0.5 at the last (CoordConv).</summary>
/// <param name="SpatialDims">The spatial axes, from 0, in the order of the new channels.</param>
/// <remarks>
/// Liu et al., An intriguing failing of convolutional neural networks and the CoordConv solution, NeurIPS 2018. The channels have the image's
/// element type: whole numbers leave nothing of them but zeros.
/// </remarks>
/// <exception cref="ArgumentException">On a call: the image has no such spatial axis.</exception>
public sealed record AddCoordinateChannels(Values<int> SpatialDims) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var data = image.Data;
        var shape = data.shape;
        if (SpatialDims.Any(axis => axis < 0 || axis >= shape.Length - 1))
        {
            throw new ArgumentException($"SpatialDims is {SpatialDims}; an image [{string.Join(", ", shape)}] has the spatial axes 0 to {shape.Length - 2}.");
        }
        return image.WithData(TensorMemory.Scoped(() => cat([data, .. SpatialDims.Select(axis => Coordinates(data, shape, axis))])));
    }

    private static Tensor Coordinates(Tensor data, long[] shape, int axis)
    {
        var along = linspace(-0.5, 0.5, shape[axis + 1], ScalarType.Float64, data.device).to_type(data.dtype);
        long[] only = [.. Enumerable.Repeat(1L, axis + 1), shape[axis + 1], .. Enumerable.Repeat(1L, shape.Length - axis - 2)];
        return along.view(only).expand([1, .. shape.Skip(1)]);
    }
}
