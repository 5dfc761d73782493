using Medulla.Imaging.Kernels;
using Medulla.Metrics;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Metrics.</summary>
internal static class ScoreWorkloads
{
    private const string Setup = """
        import numpy, scipy.ndimage as n
        y = numpy.zeros((3, 128, 128, 128), bool)
        y[0, 20:60, 30:80, 10:70] = 1; y[1, 70:100, 20:60, 50:90] = 1; y[2, 60:80, 90:120, 40:90] = 1
        p = numpy.roll(y, (3, -2, 1), (1, 2, 3))
        def distances(a, b):
            ea, eb = a ^ n.binary_erosion(a), b ^ n.binary_erosion(b)
            return n.distance_transform_edt(~eb)[ea], n.distance_transform_edt(~ea)[eb]
        def cropped(a, b):
            box = n.find_objects(a | b)[0]
            return distances(numpy.pad(a[box], 1), numpy.pad(b[box], 1))
        """;

    /// <summary>All of them, of three classes in 128 x 128 x 128 voxels.</summary>
    public static IEnumerable<Workload> All()
    {
        var labels = new Lazy<(Tensor P, Tensor Y)>(() =>
        {
            var y = zeros([1, 4, 128, 128, 128]);
            y[0, 1].narrow(0, 20, 40).narrow(1, 30, 50).narrow(2, 10, 60).fill_(1);
            y[0, 2].narrow(0, 70, 30).narrow(1, 20, 40).narrow(2, 50, 40).fill_(1);
            y[0, 3].narrow(0, 60, 20).narrow(1, 90, 30).narrow(2, 40, 50).fill_(1);
            y[0, 0].copy_(1 - y[0].narrow(0, 1, 3).sum([0]));
            return (y.roll([3, -2, 1], [2, 3, 4]).DetachFromDisposeScope(), y.DetachFromDisposeScope());
        });
        yield return new("dice_metric_128", () => DiceMetric.ComputeDice(labels.Value.P, labels.Value.Y));
        yield return new(
            "hausdorff95_128", () => HausdorffDistanceMetric.ComputeHausdorffDistance(labels.Value.P, labels.Value.Y, percentile: 95),
            () => PythonBaseline.Seconds(Setup, "[max(numpy.percentile(d, 95) for d in distances(a, b)) for a, b in zip(p, y)]"));

        // The straight way crops too, as is usual.
        yield return new(
            "surface_distance_128", () => SurfaceDistanceMetric.ComputeAverageSurfaceDistance(labels.Value.P, labels.Value.Y, symmetric: true),
            () => PythonBaseline.Seconds(Setup, "[numpy.concatenate(cropped(a, b)).mean() for a, b in zip(p, y)]"));
        yield return new(
            "surface_dice_128", () => SurfaceDiceMetric.ComputeSurfaceDice(labels.Value.P, labels.Value.Y, new double[] { 1, 1, 1 }),
            () => PythonBaseline.Seconds(Setup, "[(numpy.concatenate(cropped(a, b)) <= 1).mean() for a, b in zip(p, y)]"));
        yield return new(
            "surface_dice_subvoxel_128", () => SurfaceDiceMetric.ComputeSurfaceDice(labels.Value.P, labels.Value.Y, new double[] { 1, 1, 1 }, useSubvoxels: true));
        yield return new("mean_iou_128", () => MeanIoU.ComputeIou(labels.Value.P, labels.Value.Y));
        yield return new("confusion_matrix_128", () => ConfusionMatrix.Of(labels.Value.P, labels.Value.Y));

        // Whole volumes that overlap far away: the box around both masks is the image.
        var far = new Lazy<(byte[] A, byte[] B)>(() =>
        {
            var (a, b) = (new byte[128 * 128 * 128], new byte[128 * 128 * 128]);
            a.AsSpan(0, a.Length / 3).Fill(1);
            b.AsSpan(b.Length / 2).Fill(1);
            return (a, b);
        });
        yield return new(
            "surface_distance_full_128", () => SurfaceDistance.Between(far.Value.A, far.Value.B, [128, 128, 128], [1, 1, 2]),
            () => PythonBaseline.Seconds("""
                import numpy, scipy.ndimage as n
                a = numpy.zeros(128 ** 3, bool); a[: 128 ** 3 // 3] = 1; a = a.reshape(128, 128, 128)
                b = numpy.zeros(128 ** 3, bool); b[128 ** 3 // 2 :] = 1; b = b.reshape(128, 128, 128)
                def distances(a, b):
                    ea, eb = a ^ n.binary_erosion(a), b ^ n.binary_erosion(b)
                    return n.distance_transform_edt(~eb, (1, 1, 2))[ea], n.distance_transform_edt(~ea, (1, 1, 2))[eb]
                """, "distances(a, b)"));
    }
}
