using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>A loss of a displacement field alone, small where it is smooth. What is made on the way is freed.</summary>
/// <param name="name">Name of the module.</param>
/// <param name="reduction">How the parts become one number.</param>
/// <param name="least">Voxels that each axis must have.</param>
public abstract class DisplacementLoss(string name, Reduction reduction, int least) : nn.Module<Tensor, Tensor>(name)
{
    private readonly string title = name;

    /// <summary>Computes the loss. Call it as <c>call</c>, which also runs hooks.</summary>
    /// <param name="input">Displacements [B, axes, spatial...], one to three spatial axes.</param>
    /// <exception cref="ArgumentException">There is not one component for each axis, or an axis is too short.</exception>
    public sealed override Tensor forward([ReferenceName("pred")] Tensor input)
    {
        using var scope = NewDisposeScope();
        Shapes.RequireSpatial(title, input, 1, 3);
        var shape = input.shape;
        if (shape[1] != shape.Length - 2 || shape[2..].Min() < least)
        {
            throw new ArgumentException($"{title}: input is {input.Text()}; a component for each spatial axis is expected, and at least {least} voxels along each.");
        }
        return reduction.Of(Compute(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss at each voxel.</summary>
    protected abstract Tensor Compute(Tensor field);

    /// <summary>Central differences along an axis, of what lies inside: two voxels less along every axis.</summary>
    protected static Tensor Slope(Tensor x, int axis)
    {
        var (shape, rank) = (x.shape, (int)x.Dimensions);
        Tensor At(long start) => Enumerable.Range(2, rank - 2)
            .Aggregate(x, (y, other) => y.narrow(other, other == axis ? start : 1, shape[other] - 2));
        return (At(2) - At(0)) / 2;
    }

    /// <summary>Sizes of the axes over one another, which make a field independent of the grid: for each component, n of <paramref name="axis"/> by n of its own.</summary>
    protected static Tensor Proportions(Tensor field, int axis)
    {
        var shape = field.shape;
        return tensor([.. shape[2..].Select(size => shape[axis] / (double)size)], field.is_floating_point() ? field.dtype : ScalarType.Float32, field.device)
            .reshape([1, -1, .. Enumerable.Repeat(1L, shape.Length - 2)]);
    }
}
