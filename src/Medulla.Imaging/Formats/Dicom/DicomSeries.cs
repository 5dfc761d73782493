namespace Medulla.Imaging.Formats.Dicom;

/// <summary>
/// The files of one series. As an image, its slices are sorted by position along their normal and the affine follows from the
/// positions, not from the stated thickness; what shares a place becomes a fourth axis. Axes are column, row, slice, volume.
/// </summary>
public sealed class DicomSeries
{
    private readonly string folder;

    private DicomSeries(string folder, string uid, IReadOnlyList<DicomFile> files)
        => (this.folder, Uid, Files) = (folder, uid, files);

    /// <summary>The SeriesInstanceUID; empty where the files state none.</summary>
    public string Uid { get; }

    /// <summary>Its files, by name.</summary>
    public IReadOnlyList<DicomFile> Files { get; }

    /// <summary>CT, MR, PT, ...; null where the files state none.</summary>
    public string? Modality => Files[0].Dataset.Text(DicomTags.Modality);

    /// <summary>Its number in the study; null where the files state none.</summary>
    public long? Number => Files[0].Dataset.Integer(DicomTags.SeriesNumber);

    /// <summary>What the operator called it; null where the files state nothing.</summary>
    public string? Description => Files[0].Dataset.Text(DicomTags.SeriesDescription);

    /// <summary>Looks through a folder, without those inside it. Files that are not DICOM are counted, and damaged ones reported.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static DicomFolder Find(string folder)
    {
        var paths = Directory.GetFiles(folder);
        Array.Sort(paths, StringComparer.Ordinal);
        var files = new DicomFile?[paths.Length];
        var faults = new string?[paths.Length];
        Parallel.For(0, paths.Length, index =>
        {
            try
            {
                files[index] = DicomFile.ReadIfDicom(paths[index]);
            }
            catch (ImageFormatException exception)
            {
                faults[index] = exception.Message;
            }
        });
        var found = files.OfType<DicomFile>().ToList();
        var series = found.Where(file => file.HasPixels)
            .GroupBy(file => file.Dataset.Text(DicomTags.SeriesInstanceUID) ?? "")
            .Select(group => new DicomSeries(folder, group.Key, [.. group]))
            .OrderBy(one => one.Number).ThenBy(one => one.Uid, StringComparer.Ordinal);
        var damaged = Values.From(faults.OfType<string>());
        return new(folder, Values.From(series), found.Count(file => !file.HasPixels), paths.Length - found.Count - damaged.Count, damaged);
    }

    /// <summary>The image in a folder that has one series, or of the series that the options name.</summary>
    /// <exception cref="ImageFormatException">There is no such series, files are damaged, or its frames do not make up a grid.</exception>
    public static ImageVolume Read(string folder, ImageReadOptions? options = null)
        => Find(folder).Choose(options?.Dicom?.SeriesUid).Read(options);

    /// <summary>The image.</summary>
    /// <exception cref="ImageFormatException">Files are damaged, or the frames do not make up a grid.</exception>
    public ImageVolume Read(ImageReadOptions? options = null) => DicomVolume.Read(Distinct(), folder, options);

    /// <summary>The image without its voxels.</summary>
    /// <exception cref="ImageFormatException">Files are damaged, or the frames do not make up a grid.</exception>
    public ImageHeader ReadHeader(ImageReadOptions? options = null) => DicomVolume.ReadHeader(Distinct(), folder, options);

    /// <inheritdoc/>
    public override string ToString()
        => $"{Modality ?? "unknown modality"}{(Description is null ? "" : $" \"{Description}\"")}, {Files.Count} {(Files.Count == 1 ? "file" : "files")}, {(Uid.Length == 0 ? "no identifier" : Uid)}";

    /// <summary>Copies of a file under another name count once.</summary>
    private IReadOnlyList<DicomFile> Distinct()
        => [.. Files.DistinctBy(file => file.Dataset.Text(DicomTags.SOPInstanceUID) ?? file.Path)];
}
