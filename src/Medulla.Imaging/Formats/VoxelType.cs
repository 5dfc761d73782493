namespace Medulla.Imaging.Formats;

/// <summary>
/// How one number of a voxel is stored. Voxels of several numbers, such as colours and complex values, are this many
/// components of one of these: RGB is three <see cref="UInt8"/>, complex64 two <see cref="Float32"/>.
/// </summary>
public enum VoxelType
{
    /// <summary>Unsigned, 8 bits.</summary>
    UInt8,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>Floating point, 16 bits (IEEE binary16).</summary>
    Float16,

    /// <summary>Floating point, 32 bits.</summary>
    Float32,

    /// <summary>Floating point, 64 bits.</summary>
    Float64,
}
