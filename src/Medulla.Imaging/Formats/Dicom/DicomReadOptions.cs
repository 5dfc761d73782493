namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Which frames of a DICOM series are read, and what is put up with.</summary>
public sealed record DicomReadOptions
{
    /// <summary>What is used where nothing is said.</summary>
    public static DicomReadOptions Default { get; } = new();

    /// <summary>The SeriesInstanceUID wanted, where a folder has several series; null takes the only one.</summary>
    public string? SeriesUid { get; init; }

    /// <summary>Which frames are taken; null takes all.</summary>
    public Func<DicomFrame, bool>? Where { get; init; }

    /// <summary>Which volume is wanted where there are several at the same place, from 0; null gives all, as a fourth axis.</summary>
    public int? Volume { get; init; }

    /// <summary>
    /// Whether uneven or missing slices, repeated positions and volumes that are not whole give warnings instead of errors.
    /// The affine then has the mean distance of slices, of frames at the same place the first is taken, and what is not whole is left out.
    /// </summary>
    public bool AllowUneven { get; init; }
}
