namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>What lies outside an image that is interpolated by splines, as SciPy's <c>ndimage</c> has it. Of an image a b c d:</summary>
public enum SplineBoundary
{
    /// <summary>Zero wherever a coordinate lies beyond the outer voxels' centres: 0 0 | a b c d | 0 0, without a transition.</summary>
    Constant,

    /// <summary>Voxels of zero: 0 0 | a b c d | 0 0, interpolated like any others.</summary>
    GridConstant,

    /// <summary>The nearest voxel: a a | a b c d | d d.</summary>
    Nearest,

    /// <summary>Mirrored at the outer voxels' faces: b a | a b c d | d c.</summary>
    Reflect,

    /// <summary>Mirrored at the outer voxels' centres: c b | a b c d | c b.</summary>
    Mirror,

    /// <summary>Periodic, first and last voxel taking one place: c | a b c d | b c.</summary>
    Wrap,

    /// <summary>Periodic, the first voxel following the last: c d | a b c d | a b.</summary>
    GridWrap,
}
