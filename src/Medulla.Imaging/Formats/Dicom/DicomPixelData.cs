namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Where the pixels lie.</summary>
/// <param name="Tag">The attribute: integers, or floating point in one of two sizes.</param>
/// <param name="Vr">Its value representation.</param>
/// <param name="Offset">The first byte of the value.</param>
/// <param name="Length">Number of bytes; to the end of the file where the length is undefined.</param>
/// <param name="IsFragmented">Whether the value is a sequence of fragments.</param>
internal sealed record DicomPixelData(DicomTag Tag, string Vr, long Offset, long Length, bool IsFragmented);
