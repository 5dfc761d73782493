namespace Medulla.Imaging.Formats.Dicom;

/// <summary>What a folder holds.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Series">Its series of images, by number, then identifier.</param>
/// <param name="WithoutPixels">Number of DICOM files that are no images: indices, reports, contours.</param>
/// <param name="Others">Number of files that are no DICOM.</param>
/// <param name="Damaged">What is wrong with DICOM files that cannot be read.</param>
public sealed record DicomFolder(string Path, Values<DicomSeries> Series, int WithoutPixels, int Others, Values<string> Damaged)
{
    /// <summary>The series of an identifier, or the only one.</summary>
    /// <param name="uid">A SeriesInstanceUID; null or empty asks for the only one.</param>
    /// <exception cref="ImageFormatException">There is none, or there are several and none is named.</exception>
    public DicomSeries Choose(string? uid = null)
    {
        // GDCM's identifiers, which configurations may carry, are a series' own with details behind.
        var chosen = string.IsNullOrEmpty(uid) ? Series.ToArray() : [.. Series.Where(series => series.Uid == uid || uid.StartsWith(series.Uid + ".", StringComparison.Ordinal))];
        return chosen is [var one] ? one : throw new ImageFormatException(Path,
            Series.Count == 0 ? $"the folder has no DICOM images: {this}"
            : chosen.Length == 0 ? $"the folder has no series {uid}: {this}"
            : $"the folder has {Series.Count} series; name one by DicomReadOptions.SeriesUid (ITKReader's series_name): {this}");
    }

    /// <inheritdoc/>
    public override string ToString()
        => string.Join("; ", [.. Series.Select(series => series.ToString()),
            .. Damaged.Take(3), .. Damaged.Count > 3 ? [$"{Damaged.Count - 3} more damaged files"] : Array.Empty<string>(),
            $"{WithoutPixels} DICOM files without pixels", $"{Others} other files"]);
}
