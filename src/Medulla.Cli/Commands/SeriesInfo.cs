using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Cli.Commands;

/// <summary>What is in a folder of DICOM files that are not all of one series.</summary>
internal static class SeriesInfo
{
    /// <summary>Whether a folder has DICOM files, but not one series alone, which is an image.</summary>
    public static bool Takes(string path)
        => Directory.Exists(path) && DicomSeries.Find(path) is var found && found.Series.Count != 1 && found.Series.Count + found.WithoutPixels + found.Damaged.Count > 0;

    public static void Show(string path, bool json)
    {
        var found = DicomSeries.Find(path);
        if (json)
        {
            Run.Print(new
            {
                folder = path,
                series = found.Series.Select(one => new { uid = one.Uid, number = one.Number, modality = one.Modality, description = one.Description, files = one.Files.Count }),
                without_pixels = found.WithoutPixels,
                other_files = found.Others,
                damaged = found.Damaged,
            });
            return;
        }
        foreach (var one in found.Series)
        {
            Console.WriteLine(one);
        }
        foreach (var fault in found.Damaged)
        {
            Console.WriteLine(fault);
        }
        Console.WriteLine($"DICOM: {found.Series.Count} series, {found.WithoutPixels} files without pixels, {found.Others} other files");
    }
}
