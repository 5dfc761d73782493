using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats;

/// <summary>Facts about <see cref="VoxelType"/>, and the choice of one.</summary>
public static class VoxelTypes
{
    // No Int8: few programs read it, and Int16 holds it.
    private static readonly (VoxelType Type, double Min, double Max)[] labelTypes =
    [
        (VoxelType.UInt8, byte.MinValue, byte.MaxValue),
        (VoxelType.Int16, short.MinValue, short.MaxValue),
        (VoxelType.UInt16, ushort.MinValue, ushort.MaxValue),
        (VoxelType.Int32, int.MinValue, int.MaxValue),
        (VoxelType.UInt32, uint.MinValue, uint.MaxValue),
        (VoxelType.Int64, long.MinValue, 9223372036854774784),        // the largest double below 2^63
        (VoxelType.UInt64, ulong.MinValue, 18446744073709549568),     // the largest double below 2^64
    ];

    /// <summary>Size of one component in bytes.</summary>
    public static int Bytes(this VoxelType type) => type switch
    {
        VoxelType.UInt8 or VoxelType.Int8 => 1,
        VoxelType.UInt16 or VoxelType.Int16 or VoxelType.Float16 => 2,
        VoxelType.UInt32 or VoxelType.Int32 or VoxelType.Float32 => 4,
        VoxelType.UInt64 or VoxelType.Int64 or VoxelType.Float64 => 8,
        _ => throw Unknown(type),
    };

    /// <summary>Whether the type holds whole numbers only.</summary>
    public static bool IsInteger(this VoxelType type) => type < VoxelType.Float16;

    /// <summary>The voxel type of a .NET number.</summary>
    /// <exception cref="NotSupportedException">No voxel type stores <typeparamref name="T"/>.</exception>
    public static VoxelType Of<T>() => Of(typeof(T));

    /// <summary>
    /// The smallest of UInt8, Int16, UInt16, Int32, ... that holds every value exactly, for label maps;
    /// <see cref="VoxelType.Float32"/>, the type for images, where some value is not a whole number in range.
    /// </summary>
    /// <param name="values">The values to be stored; none at all fit into UInt8.</param>
    public static VoxelType SmallestFor<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        var (min, max) = (T.Zero, T.Zero);
        foreach (var value in values)
        {
            if (!T.IsInteger(value))
            {
                return VoxelType.Float32;
            }
            min = T.Min(min, value);
            max = T.Max(max, value);
        }
        var (low, high) = (double.CreateSaturating(min), double.CreateSaturating(max));
        foreach (var candidate in labelTypes)
        {
            if (low >= candidate.Min && high <= candidate.Max)
            {
                return candidate.Type;
            }
        }
        // Beyond the doubles above only what is 64 bits wide already is still exact as an integer.
        var own = Of<T>();
        return own.IsInteger() ? own : VoxelType.Float32;
    }

    internal static VoxelType Of(Type type)
        => type == typeof(byte) || type == typeof(bool) ? VoxelType.UInt8
        : type == typeof(sbyte) ? VoxelType.Int8
        : type == typeof(ushort) ? VoxelType.UInt16
        : type == typeof(short) ? VoxelType.Int16
        : type == typeof(uint) ? VoxelType.UInt32
        : type == typeof(int) ? VoxelType.Int32
        : type == typeof(ulong) ? VoxelType.UInt64
        : type == typeof(long) ? VoxelType.Int64
        : type == typeof(Half) ? VoxelType.Float16
        : type == typeof(float) ? VoxelType.Float32
        : type == typeof(double) ? VoxelType.Float64
        : throw new NotSupportedException($"{type.Name} is no voxel type; the number types of 8 to 64 bits are.");

    /// <summary>An array of the type whose memory is not cleared, nor touched at all before something is written to it.</summary>
    internal static Array Allocate(this VoxelType type, long length) => type switch
    {
        VoxelType.UInt8 => Uninitialized<byte>(length),
        VoxelType.Int8 => Uninitialized<sbyte>(length),
        VoxelType.UInt16 => Uninitialized<ushort>(length),
        VoxelType.Int16 => Uninitialized<short>(length),
        VoxelType.UInt32 => Uninitialized<uint>(length),
        VoxelType.Int32 => Uninitialized<int>(length),
        VoxelType.UInt64 => Uninitialized<ulong>(length),
        VoxelType.Int64 => Uninitialized<long>(length),
        VoxelType.Float16 => Uninitialized<Half>(length),
        VoxelType.Float32 => Uninitialized<float>(length),
        VoxelType.Float64 => Uninitialized<double>(length),
        _ => throw Unknown(type),
    };

    /// <summary>The memory of some elements of an array of this type.</summary>
    internal static Span<byte> BytesOf(this VoxelType type, Array array, long first, int count)
        => first < 0 || count < 0 || first + count > array.LongLength
            ? throw new ArgumentOutOfRangeException(nameof(first), first, $"{count} of {array.LongLength} elements")
            : MemoryMarshal.CreateSpan(
                ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(first * type.Bytes())), count * type.Bytes());

    internal static ArgumentOutOfRangeException Unknown(VoxelType type)
        => new(nameof(type), type, "not one of the voxel types");

    private static T[] Uninitialized<T>(long length) => GC.AllocateUninitializedArray<T>(checked((int)length));
}
