using System.Numerics;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Formats;

/// <summary>
/// An image as its file has it: the stored numbers in one array, first axis fastest, and the header that says what they
/// mean. Scaling is left to <see cref="CopyTo"/>, so that an 8- or 16-bit scan never takes more room than it has to.
/// </summary>
public sealed class ImageVolume
{
    /// <summary>An image of the given numbers, which are not copied.</summary>
    /// <param name="header">Their meaning.</param>
    /// <param name="voxels">
    /// An array of the .NET type of <see cref="ImageHeader.StoredType"/> with <see cref="ImageHeader.Count"/> elements:
    /// components fastest, then the axes of the file in order.
    /// </param>
    /// <exception cref="ArgumentException">Type or length are not as the header says.</exception>
    public ImageVolume(ImageHeader header, Array voxels)
    {
        var found = VoxelTypes.Of(voxels.GetType().GetElementType()!);
        if (found != header.StoredType || voxels.LongLength != header.Count)
        {
            throw new ArgumentException(
                $"ImageVolume: the array has {voxels.LongLength} elements of {found}; its header says {header.Count} of {header.StoredType}.");
        }
        (Header, Voxels) = (header, voxels);
    }

    /// <summary>Everything but the voxels.</summary>
    public ImageHeader Header { get; }

    /// <summary>The stored numbers, not scaled, in file order.</summary>
    public Array Voxels { get; }

    /// <inheritdoc cref="ImageHeader.Shape"/>
    public Values<long> Shape => Header.Shape;

    /// <inheritdoc cref="ImageHeader.Dimensions"/>
    public Values<long> Dimensions => Header.Dimensions;

    /// <inheritdoc cref="ImageHeader.Channels"/>
    public long Channels => Header.Channels;

    /// <summary>Voxel index to RAS+ millimetres, of rank 3.</summary>
    public Affine Affine => Header.Affine;

    /// <inheritdoc cref="ImageHeader.Metadata"/>
    public IReadOnlyDictionary<string, object> Metadata => Header.Metadata;

    /// <summary>An image of values in row-major order, where the last axis is fastest.</summary>
    /// <param name="values">
    /// The values, in the order of an array of shape <paramref name="dimensions"/> (and <paramref name="components"/> last
    /// where there are several).
    /// </param>
    /// <param name="dimensions">Number of voxels along every axis; the first three are spatial.</param>
    /// <param name="affine">Voxel index to RAS+ millimetres.</param>
    /// <param name="storedType">
    /// Type to store; that of <typeparamref name="T"/> if null. Integers drop fractions and saturate at their bounds.
    /// </param>
    /// <param name="components">Numbers per voxel.</param>
    /// <exception cref="ArgumentException">The number of values is not the product of the dimensions and components.</exception>
    public static ImageVolume FromRowMajor<T>(
        ReadOnlySpan<T> values, Values<long> dimensions, Affine affine, VoxelType? storedType = null, int components = 1)
        where T : unmanaged, INumberBase<T>
    {
        var header = new ImageHeader(storedType ?? VoxelTypes.Of<T>(), dimensions, affine.Resize(3)) { Components = components };
        if (values.Length != header.Count)
        {
            throw new ArgumentException($"ImageVolume: {values.Length} values were given; a shape of {header.ArrayShape} takes {header.Count}.");
        }
        var voxels = header.StoredType.Allocate(header.Count);
        // Row-major values of axes (a, b, c) are file-ordered values of axes (c, b, a).
        var reversal = new AxisReversal(Values.From(dimensions.Reverse()).Span, components);
        switch (header.StoredType)
        {
            case VoxelType.UInt8: reversal.Run<T, byte>(values, (byte[])voxels); break;
            case VoxelType.Int8: reversal.Run<T, sbyte>(values, (sbyte[])voxels); break;
            case VoxelType.UInt16: reversal.Run<T, ushort>(values, (ushort[])voxels); break;
            case VoxelType.Int16: reversal.Run<T, short>(values, (short[])voxels); break;
            case VoxelType.UInt32: reversal.Run<T, uint>(values, (uint[])voxels); break;
            case VoxelType.Int32: reversal.Run<T, int>(values, (int[])voxels); break;
            case VoxelType.UInt64: reversal.Run<T, ulong>(values, (ulong[])voxels); break;
            case VoxelType.Int64: reversal.Run<T, long>(values, (long[])voxels); break;
            case VoxelType.Float16: reversal.Run<T, Half>(values, (Half[])voxels); break;
            case VoxelType.Float32: reversal.Run<T, float>(values, (float[])voxels); break;
            case VoxelType.Float64: reversal.Run<T, double>(values, (double[])voxels); break;
            default: throw VoxelTypes.Unknown(header.StoredType);
        }
        return new(header, voxels);
    }

    /// <summary>
    /// Writes the values, scaled and converted, in row-major order: the order of an array of shape
    /// <see cref="ImageHeader.ArrayShape"/> whose last axis is fastest.
    /// </summary>
    /// <typeparam name="T">Type wanted. Integers drop fractions and saturate at their bounds; NaN becomes 0.</typeparam>
    /// <param name="rowMajor">Room for all values; may be native memory.</param>
    /// <exception cref="ArgumentException">The span has another length than <see cref="ImageHeader.Count"/>.</exception>
    public void CopyTo<T>(Span<T> rowMajor)
        where T : unmanaged, INumberBase<T>
    {
        if (rowMajor.Length != Voxels.LongLength)
        {
            throw new ArgumentException($"ImageVolume: the target has room for {rowMajor.Length} values; the image has {Voxels.LongLength}.");
        }
        var reversal = new AxisReversal(Dimensions.Span, Header.Components, Header.Slope, Header.Intercept);
        switch (Header.StoredType)
        {
            case VoxelType.UInt8: reversal.Run((byte[])Voxels, rowMajor); break;
            case VoxelType.Int8: reversal.Run((sbyte[])Voxels, rowMajor); break;
            case VoxelType.UInt16: reversal.Run((ushort[])Voxels, rowMajor); break;
            case VoxelType.Int16: reversal.Run((short[])Voxels, rowMajor); break;
            case VoxelType.UInt32: reversal.Run((uint[])Voxels, rowMajor); break;
            case VoxelType.Int32: reversal.Run((int[])Voxels, rowMajor); break;
            case VoxelType.UInt64: reversal.Run((ulong[])Voxels, rowMajor); break;
            case VoxelType.Int64: reversal.Run((long[])Voxels, rowMajor); break;
            case VoxelType.Float16: reversal.Run((Half[])Voxels, rowMajor); break;
            case VoxelType.Float32: reversal.Run((float[])Voxels, rowMajor); break;
            case VoxelType.Float64: reversal.Run((double[])Voxels, rowMajor); break;
            default: throw VoxelTypes.Unknown(Header.StoredType);
        }
    }

    /// <summary>The values in a new row-major array; see <see cref="CopyTo"/>.</summary>
    public T[] ToArray<T>()
        where T : unmanaged, INumberBase<T>
    {
        var result = GC.AllocateUninitializedArray<T>(Voxels.Length);
        CopyTo<T>(result);
        return result;
    }
}
