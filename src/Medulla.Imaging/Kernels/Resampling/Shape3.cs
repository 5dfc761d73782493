namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Voxels along three axes, the last one fastest in memory.</summary>
internal readonly record struct Shape3(long X, long Y, long Z)
{
    /// <summary>Voxels in total.</summary>
    public long Count => X * Y * Z;

    /// <summary>Voxels along one axis.</summary>
    public long this[int axis] => axis switch { 0 => X, 1 => Y, _ => Z };

    /// <summary>As in "512 x 512 x 96".</summary>
    public override string ToString() => $"{X} x {Y} x {Z}";
}
