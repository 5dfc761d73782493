namespace Medulla.Imaging.Formats;

/// <summary>How image files are read.</summary>
public sealed record ImageReadOptions
{
    /// <summary>What is used where nothing is said.</summary>
    public static ImageReadOptions Default { get; } = new();

    /// <summary>Most bytes that a file may unfold to in memory; a compressed file of 16 MiB could claim 16 GiB.</summary>
    public long MaxBytes { get; init; } = 16L << 30;

    /// <summary>
    /// Whether a matrix whose voxel sizes contradict those the file states beside it gives way to one that agrees, as
    /// MONAI does on loading (NIfTI: the qform stands in for an sform whose column norms are not pixdim).
    /// </summary>
    public bool RectifyAffine { get; init; }

    /// <summary>Which frames of DICOM series are taken, and what is put up with; the defaults if null.</summary>
    public Dicom.DicomReadOptions? Dicom { get; init; }
}
