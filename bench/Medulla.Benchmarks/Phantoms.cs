using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;

namespace Medulla.Benchmarks;

/// <summary>The standard inputs: CT-like volumes with three labelled ellipsoids, as files.</summary>
internal static class Phantoms
{
    /// <summary>The image and label of a name, made if they are not there yet.</summary>
    public static (string Image, string Label) File(string directory, string name, long[] shape, Affine affine, uint seed)
    {
        var (image, label) = (Path.Combine(directory, $"{name}.nii.gz"), Path.Combine(directory, $"{name}_label.nii.gz"));
        if (!System.IO.File.Exists(image) || !System.IO.File.Exists(label))
        {
            var (voxels, labels) = Make(shape, seed);
            ImageFile.Write(image, ImageVolume.FromRowMajor<short>(voxels, shape, affine));
            ImageFile.Write(label, ImageVolume.FromRowMajor<byte>(labels, shape, affine));
        }
        return (image, label);
    }

    private static (short[] Voxels, byte[] Labels) Make(long[] shape, uint seed)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var noise = new float[count];
        new RandomState(seed).FillNormal(noise, 0, 20);
        var (voxels, labels) = (new short[count], new byte[count]);
        (double[] Center, double Radius, short Value)[] organs = [([0.35, 0.4, 0.5], 0.14, 80), ([0.65, 0.45, 0.5], 0.1, 120), ([0.5, 0.65, 0.45], 0.08, 160)];
        Parallel.For(0, shape[0], x =>
        {
            for (var y = 0; y < shape[1]; y++)
            {
                for (var z = 0; z < shape[2]; z++)
                {
                    double[] p = [(x + 0.5) / shape[0], (y + 0.5) / shape[1], (z + 0.5) / shape[2]];
                    double Distance(double[] center) => Math.Sqrt(p.Zip(center, (a, b) => (a - b) * (a - b)).Sum());
                    var i = (x * shape[1] + y) * shape[2] + z;
                    var value = Distance([0.5, 0.5, 0.5]) < 0.42 ? 40 : -1000;
                    for (var organ = 0; organ < organs.Length; organ++)
                    {
                        if (Distance(organs[organ].Center) < organs[organ].Radius)
                        {
                            (value, labels[i]) = (organs[organ].Value, (byte)(organ + 1));
                        }
                    }
                    voxels[i] = (short)(value + noise[i]);
                }
            }
        });
        return (voxels, labels);
    }
}
