namespace Medulla.Imaging.Formats.Dicom;

/// <summary>
/// Reads DICOM: a file, or a folder with the files of a series. Axes are column, row, slice and, where several volumes share
/// a place, volume; colours are components. <see cref="ImageHeader.Metadata"/> has attributes under DICOM's keywords, none of
/// which names the patient, <c>spacing</c>, and where they apply <c>volumes</c> (what tells them apart) and <c>warnings</c>.
/// </summary>
public sealed class DicomReader : IImageReader
{
    /// <inheritdoc/>
    public bool Accepts(string path, ReadOnlySpan<byte> start)
        => DicomFile.IsDicom(start) || path.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase)
            || (start.IsEmpty && Directory.Exists(path) && Directory.EnumerateFiles(path).Any(IsDicom));

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageReadOptions? options = null)
        => Directory.Exists(path)
            ? DicomSeries.Find(path).Choose(options?.Dicom?.SeriesUid).ReadHeader(options)
            : DicomVolume.ReadHeader([DicomFile.Read(path)], path, options);

    /// <inheritdoc/>
    public ImageVolume Read(string path, ImageReadOptions? options = null)
        => Directory.Exists(path) ? DicomSeries.Read(path, options) : DicomFile.Read(path).ReadImage(options);

    private static bool IsDicom(string path)
    {
        using var bytes = DicomBytes.OfFile(path);
        Span<byte> start = stackalloc byte[140];
        start = start[..(int)Math.Min(start.Length, bytes.Length)];
        bytes.Read(0, start, "its beginning");
        return DicomFile.IsDicom(start);
    }
}
