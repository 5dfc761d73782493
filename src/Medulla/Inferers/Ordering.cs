using Medulla.Imaging;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Says in which order the voxels of an image become a sequence, and how the sequence becomes an image again.</summary>
public sealed class Ordering
{
    private readonly long[] sequence, back;

    /// <summary>An order for images of one size.</summary>
    /// <param name="orderingType">The path through the image.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="dimensions">Shape of the images [C, spatial...]; the number of channels does not matter.</param>
    /// <param name="reflectedSpatialDims">Which axes are reversed, at most one value an axis; none if null.</param>
    /// <param name="transpositionsAxes">Orders of the axes, one after another; as they are if null.</param>
    /// <param name="rot90Axes">Planes of quarter turns from their first axis to their second, one after another; no turn if null.</param>
    /// <param name="transformationOrder">In which order the image is turned before the path is taken; transpose, rotate, reflect if null.</param>
    /// <param name="random">Draws a random path; one seeded by the system if null.</param>
    /// <exception cref="ArgumentException">Sizes or axes do not fit, or a transformation is asked for twice.</exception>
    public Ordering(
        OrderingType orderingType, int spatialDims, Values<int> dimensions, Values<bool>? reflectedSpatialDims = null, Values<Values<int>>? transpositionsAxes = null,
        Values<Values<int>>? rot90Axes = null, Values<OrderingTransformation>? transformationOrder = null, RandomState? random = null)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (spatialDims is not (2 or 3) || dimensions.Count != spatialDims + 1 || dimensions.Any(size => size < 1))
        {
            throw new ArgumentException($"Ordering: dimensions is {dimensions} and spatialDims {spatialDims}; 2 or 3 axes and the sizes [C, spatial...] are expected.", nameof(dimensions));
        }
        if (reflectedSpatialDims?.Count > spatialDims)
        {
            throw new ArgumentException($"Ordering: reflectedSpatialDims is {reflectedSpatialDims}; at most {spatialDims} values are expected.", nameof(reflectedSpatialDims));
        }
        transformationOrder ??= [OrderingTransformation.Transpose, OrderingTransformation.Rotate90, OrderingTransformation.Reflect];
        if (transformationOrder.Distinct().Count() != transformationOrder.Count)
        {
            throw new ArgumentException($"Ordering: transformationOrder is {transformationOrder}; each transformation once is expected.", nameof(transformationOrder));
        }
        using var scope = NewDisposeScope();
        var voxels = arange(dimensions.Skip(1).Aggregate(1L, (product, size) => product * size)).reshape([.. dimensions.Skip(1).Select(size => (long)size)]);
        foreach (var transformation in transformationOrder)
        {
            voxels = transformation switch
            {
                OrderingTransformation.Transpose => (transpositionsAxes ?? []).Aggregate(voxels, (turned, axes) => turned.permute(Axes(nameof(transpositionsAxes), axes, spatialDims, spatialDims))),
                OrderingTransformation.Rotate90 => (rot90Axes ?? []).Aggregate(voxels, (turned, axes) => QuarterTurn(turned, Axes(nameof(rot90Axes), axes, spatialDims, 2))),
                _ => voxels.flip([.. (reflectedSpatialDims ?? []).Select((reflected, axis) => (reflected, (long)axis)).Where(pair => pair.reflected).Select(pair => pair.Item2)]),
            };
        }
        var shape = voxels.shape;
        var places = voxels.contiguous().data<long>().ToArray();
        sequence = [.. Path(orderingType, shape, random).Select(place => places[place])];
        back = new long[sequence.Length];
        for (var i = 0; i < sequence.Length; i++)
        {
            back[sequence[i]] = i;
        }
    }

    /// <summary>Which voxel, counted row by row, stands at each place of the sequence.</summary>
    public long[] GetSequenceOrdering() => [.. sequence];

    /// <summary>At which place of the sequence each voxel stands.</summary>
    public long[] GetRevertSequenceOrdering() => [.. back];

    /// <summary>Puts voxels in order.</summary>
    /// <param name="x">The voxels of an image along the first axis, [N, ...].</param>
    /// <exception cref="ArgumentException">There are not as many as the image has.</exception>
    public Tensor call(Tensor x) => Ordered(x, sequence, 0);

    /// <summary>Puts the voxels of a batch [B, N] in the sequence's order.</summary>
    internal Tensor ToSequence(Tensor voxels) => Ordered(voxels, sequence, 1);

    /// <summary>Puts a batch of sequences [B, N] in the image's order.</summary>
    internal Tensor ToVoxels(Tensor sequences) => Ordered(sequences, back, 1);

    private static Tensor Ordered(Tensor x, long[] order, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions <= axis || x.shape[axis] != order.Length)
        {
            throw new ArgumentException($"Ordering: the input is [{string.Join(", ", x.shape)}]; {order.Length} voxels along axis {axis} are expected, as many as the ordering was made for.", nameof(x));
        }
        using var index = tensor(order, device: x.device);
        return x.index_select(axis, index);
    }

    /// <summary>The places of an image in the order of a path.</summary>
    private static IEnumerable<long> Path(OrderingType type, long[] shape, RandomState? random)
    {
        var (rows, columns, depths) = (shape[0], shape[1], shape.Length > 2 ? shape[2] : 1);
        if (type == OrderingType.Random)
        {
            return (random ?? new RandomState()).Permutation(checked((int)(rows * columns * depths))).Select(place => (long)place);
        }
        var turns = type == OrderingType.SCurve;
        return
            from row in Line(rows, reversed: false)
            from column in Line(columns, turns && row % 2 == 1)
            from depth in Line(depths, turns && column % 2 == 1)
            select (row * columns + column) * depths + depth;
    }

    private static IEnumerable<long> Line(long count, bool reversed)
    {
        for (var i = 0L; i < count; i++)
        {
            yield return reversed ? count - 1 - i : i;
        }
    }

    private static Tensor QuarterTurn(Tensor x, long[] plane) => x.rot90(1, (plane[0], plane[1]));

    private static long[] Axes(string name, Values<int> axes, int spatialDims, int count)
    {
        long[] counted = [.. axes.Select(axis => (long)(axis < 0 ? axis + spatialDims : axis))];
        return counted.Length == count && counted.Distinct().Count() == count && counted.All(axis => axis >= 0 && axis < spatialDims)
            ? counted : throw new ArgumentException($"Ordering: {name} has {axes}; {count} different axes of {spatialDims} are expected.", name);
    }
}
