namespace Medulla.Imaging.Formats.Nifti;

/// <summary>NIfTI's datatype codes.</summary>
internal static class NiftiTypes
{
    public static readonly (int Code, VoxelType Type, int Components)[] Known =
    [
        (2, VoxelType.UInt8, 1),
        (4, VoxelType.Int16, 1),
        (8, VoxelType.Int32, 1),
        (16, VoxelType.Float32, 1),
        (32, VoxelType.Float32, 2),    // complex
        (64, VoxelType.Float64, 1),
        (128, VoxelType.UInt8, 3),     // RGB
        (256, VoxelType.Int8, 1),
        (512, VoxelType.UInt16, 1),
        (768, VoxelType.UInt32, 1),
        (1024, VoxelType.Int64, 1),
        (1280, VoxelType.UInt64, 1),
        (1792, VoxelType.Float64, 2),  // complex
        (2304, VoxelType.UInt8, 4),    // RGBA
    ];
}
