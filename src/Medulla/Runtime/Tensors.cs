using Medulla.Imaging.Formats;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Runtime;

/// <summary>Element types of files and of tensors.</summary>
internal static class Tensors
{
    /// <summary>The tensor element type that holds a file's numbers; unsigned ones that tensors lack go to the next larger type.</summary>
    public static ScalarType TypeOf(VoxelType type) => type switch
    {
        VoxelType.UInt8 => ScalarType.Byte,
        VoxelType.Int8 => ScalarType.Int8,
        VoxelType.Int16 => ScalarType.Int16,
        VoxelType.UInt16 or VoxelType.Int32 => ScalarType.Int32,
        VoxelType.UInt32 or VoxelType.UInt64 or VoxelType.Int64 => ScalarType.Int64,
        VoxelType.Float16 => ScalarType.Float16,
        VoxelType.Float32 => ScalarType.Float32,
        _ => ScalarType.Float64,
    };

    /// <summary>The type in which a file stores a tensor's elements.</summary>
    public static VoxelType StoredType(ScalarType type) => type switch
    {
        ScalarType.Bool or ScalarType.Byte => VoxelType.UInt8,
        ScalarType.Int8 => VoxelType.Int8,
        ScalarType.Int16 => VoxelType.Int16,
        ScalarType.Int32 => VoxelType.Int32,
        ScalarType.Int64 => VoxelType.Int64,
        ScalarType.Float16 => VoxelType.Float16,
        ScalarType.Float64 => VoxelType.Float64,
        _ => VoxelType.Float32,
    };
}
