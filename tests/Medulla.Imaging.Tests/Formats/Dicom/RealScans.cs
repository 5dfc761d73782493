using Medulla.Imaging.Formats;

namespace Medulla.Imaging.Tests.Formats.Dicom;

/// <summary>Scans of real machines with their conversions by dcm2niix, where they stand beside the repository.</summary>
internal static class RealScans
{
    /// <summary>The folder of both collections; null where there is none.</summary>
    public static string? Folder { get; } = Search();

    /// <summary>Asserts that, times a factor, both images have the same number at the same place in the world, whatever the order of their axes.</summary>
    public static void AssertSameInWorld(ImageVolume expected, ImageVolume found, double factor = 1, double tolerance = 1e-6, double distance = 0.01)
    {
        var (to, from) = (found.ToArray<double>(), expected.ToArray<double>());
        var (shape, other) = (found.Header.ArrayShape, expected.Header.ArrayShape);
        Assert.Equal(from.Length, to.Length);
        var volumes = shape.Count > 3 ? shape[3] : 1;
        var lookup = expected.Affine.Inverse() * found.Affine;
        // In voxels of the expected image; all corners agree, so all voxels do.
        for (var x = 0L; x < shape[0]; x++)
        {
            for (var y = 0L; y < shape[1]; y++)
            {
                for (var z = 0L; z < shape[2]; z++)
                {
                    var place = lookup.Apply(x, y, z);
                    var index = Array.ConvertAll(place, p => (long)Math.Round(p));
                    Assert.All(place.Zip(index), pair => Assert.InRange(pair.First - pair.Second, -distance, distance));
                    for (var volume = 0L; volume < volumes; volume++)
                    {
                        var here = factor * to[(((((x * shape[1]) + y) * shape[2]) + z) * volumes) + volume];
                        var there = from[(((((index[0] * other[1]) + index[1]) * other[2]) + index[2]) * volumes) + volume];
                        if (!(Math.Abs(here - there) <= tolerance * Math.Max(1, Math.Abs(there))))
                        {
                            Assert.Fail($"at [{x}, {y}, {z}, {volume}] the value is {here}; {there} is expected");
                        }
                    }
                }
            }
        }
    }

    private static string? Search()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "data", "dicom");
            if (Directory.Exists(found))
            {
                return found;
            }
        }
        return null;
    }
}
