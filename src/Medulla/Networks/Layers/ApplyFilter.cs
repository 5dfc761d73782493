using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Weighs the neighbours of each voxel by a fixed kernel; outside the images is 0.</summary>
public class ApplyFilter : Block
{
    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="filter">Weights [spatial...] for all, [C, spatial...] for each channel, or [B, C, spatial...]; copied.</param>
    public ApplyFilter(Tensor filter)
        : this(nameof(ApplyFilter), filter.to_type(ScalarType.Float32, copy: true))
    {
    }

    private protected ApplyFilter(string name, Tensor filter)
        : base(name)
        => this.AddBuffer("filter", filter.detach(), persistent: false);

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor x) => ImageFilters.Apply(x, this.Buffer("filter"));

    /// <summary>The weights of a square or cube.</summary>
    /// <param name="owner">The filter, for messages.</param>
    /// <param name="spatialDims">Its axes, 1 to 3.</param>
    /// <param name="size">Its edge length, at least 1.</param>
    /// <param name="weight">The weight, which may depend on the squared distance from the middle, <paramref name="size"/> / 2 rounded down.</param>
    private protected static Tensor Cube(string owner, int spatialDims, int size, Func<Tensor, Tensor> weight)
    {
        Dimensions.Checked(owner, spatialDims);
        Dimensions.AtLeast(owner, nameof(size), size);
        return Runtime.TensorMemory.Scoped(() =>
        {
            var squares = (arange(size, ScalarType.Float32) - (size / 2)).square();
            return weight(Enumerable.Range(0, spatialDims)
                .Select(axis => squares.reshape([.. Enumerable.Range(0, spatialDims).Select(i => i == axis ? (long)size : 1)]))
                .Aggregate((sum, next) => sum + next));
        });
    }
}
