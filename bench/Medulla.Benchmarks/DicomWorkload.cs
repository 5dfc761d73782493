using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Tests.Formats.Dicom;
using Medulla.Transforms.Io;

namespace Medulla.Benchmarks;

/// <summary>A CT of 300 slices, a file each, beside pydicom and NumPy.</summary>
internal static class DicomWorkload
{
    /// <summary>Files are written on the first run.</summary>
    public static Workload Of(string data)
    {
        var folder = Path.Combine(data, "dicom");
        return new("load_dicom", () => new LoadImage().Apply(Written(folder)), () => PythonBaseline.Seconds(
            "import glob, numpy, pydicom",
            $"s = sorted((pydicom.dcmread(f) for f in glob.glob(\"{folder}/*.dcm\")), key=lambda d: d.ImagePositionPatient[2]); numpy.stack([d.pixel_array.T for d in s], -1).astype(numpy.float32)"));
    }

    private static string Written(string folder)
    {
        if (!Directory.Exists(folder))
        {
            var random = new Random(1);
            var voxels = new short[512 * 512 * 300];
            for (var index = 0; index < voxels.Length; index++)
            {
                voxels[index] = (short)random.Next(-1000, 2000);
            }
            var part = $"{folder}.part";
            MadeDicom.Write(ImageVolume.FromRowMajor<short>(voxels, [512, 512, 300], Affine.Scaling(-0.7, -0.7, 1)), part);
            Directory.Move(part, folder);
        }
        return folder;
    }
}
