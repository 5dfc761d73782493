using System.Collections.ObjectModel;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Formats;

/// <summary>What a file says of an image besides its voxels.</summary>
/// <param name="StoredType">Type of each stored number.</param>
/// <param name="Dimensions">
/// Number of voxels along every axis of the file, fastest first. The first three (or fewer) are spatial, the rest are
/// time points, echoes, channels and the like.
/// </param>
/// <param name="Affine">Voxel index to RAS+ millimetres, of rank 3 whatever the number of axes.</param>
/// <exception cref="ArgumentException">There is no axis, an axis is shorter than 1, or there are 2^63 voxels and more.</exception>
public sealed record ImageHeader(VoxelType StoredType, Values<long> Dimensions, Affine Affine)
{
    /// <summary>Number of voxels along every axis of the file.</summary>
    public Values<long> Dimensions { get; } = Validated(Dimensions);

    /// <summary>Numbers per voxel, side by side: 1, or 3 and 4 for colours, 2 for complex values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [1, 16]; longer rows of numbers are an axis of their own.</exception>
    public int Components
    {
        get;
        init => field = value is >= 1 and <= 16
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "ImageHeader: components must be 1 to 16; longer rows are an axis of their own.");
    } = 1;

    /// <summary>Factor from stored numbers to values.</summary>
    public double Slope { get; init; } = 1;

    /// <summary>What is added to the product with <see cref="Slope"/>.</summary>
    public double Intercept { get; init; }

    /// <summary>
    /// The format's own fields under the names known from Python: whole numbers are <see cref="long"/>, others
    /// <see cref="double"/>, rows of them <see cref="Values{T}"/>, texts <see cref="string"/>.
    /// </summary>
    public IReadOnlyDictionary<string, object> Metadata { get; init; } = ReadOnlyDictionary<string, object>.Empty;

    /// <summary>Number of spatial axes, 1 to 3.</summary>
    public int SpatialRank => Math.Min(Dimensions.Count, 3);

    /// <summary>Number of voxels along the spatial axes.</summary>
    public Values<long> Shape => Values.Create(Dimensions.Span[..SpatialRank]);

    /// <summary>Numbers at one place: the product of the other axes and of the components.</summary>
    public long Channels => Product(Dimensions.Span[SpatialRank..]) * Components;

    /// <summary>The lattice of the spatial axes.</summary>
    public Grid Grid => new(Shape, Affine);

    /// <summary>Shape of the image as an array: <see cref="Dimensions"/>, and the components last where there are several.</summary>
    public Values<long> ArrayShape => Components == 1 ? Dimensions : [.. Dimensions, Components];

    /// <summary>Stored numbers in all.</summary>
    public long Count => checked(Product(Dimensions.Span) * Components);

    /// <summary>Whether values differ from stored numbers.</summary>
    public bool IsScaled => Slope != 1 || Intercept != 0;

    /// <summary>Type of the values: Float64 where a scaling applies (as in nibabel), else <see cref="StoredType"/>.</summary>
    public VoxelType ValueType => IsScaled ? VoxelType.Float64 : StoredType;

    private static Values<long> Validated(Values<long> dimensions)
        => dimensions.Count > 0 && dimensions.All(length => length > 0)
            && dimensions.Aggregate(1.0, (product, length) => product * length) < long.MaxValue
            ? dimensions
            : throw new ArgumentException($"ImageHeader: dimensions are {dimensions}; there must be one or more, each at least 1.");

    private static long Product(ReadOnlySpan<long> factors)
    {
        var product = 1L;
        foreach (var factor in factors)
        {
            product = checked(product * factor);
        }
        return product;
    }
}
