using Medulla.Randomness;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Filters, morphology and distances.</summary>
internal static class FilterWorkloads
{
    private const string Mask = """
        import numpy, scipy.ndimage as n
        x = numpy.random.RandomState(4).uniform(size=(256, 256, 128)) < 0.3
        x[60:180, 70:190, 30:90] = 1
        """;

    /// <summary>All of them.</summary>
    public static IEnumerable<Workload> All()
    {
        var image = new Lazy<MetaTensor>(() => new(new RandomState(2).Normal(0, 1, [1, 128, 128, 80], ScalarType.Float32).DetachFromDisposeScope()));
        var smooth = new RandGaussianSmooth(Prob: 1);
        yield return new("rand_gaussian_smooth_128", () => smooth.Apply(image.Value, 3), () => Measurement.Time(() =>
        {
            // A convolution for each axis.
            var current = image.Value.Data.unsqueeze(0);
            var sigmas = smooth.Draw(new RandomState(3), image.Value).Sigma;
            for (var axis = 0; axis < 3; axis++)
            {
                var tail = (int)(sigmas[axis] * 4 + 0.5);
                var x = arange(-tail, tail + 1, ScalarType.Float32);
                var weights = exp(-0.5 * (x / sigmas[axis]).square());
                long[] shape = [1, 1, 1, 1, 1];
                long[] padding = [0, 0, 0];
                (shape[axis + 2], padding[axis]) = (weights.numel(), tail);
                current = nn.functional.conv3d(current, (weights / weights.sum()).reshape(shape), padding: padding);
            }
        }));
        yield return new("median_smooth_128", () => new MedianSmooth(1).Apply(image.Value), () => PythonBaseline.Seconds(
            "import numpy, scipy.ndimage as n\nx = numpy.random.RandomState(2).normal(size=(128, 128, 80)).astype('float32')", "n.median_filter(x, 3)"));

        var mask = new Lazy<MetaTensor>(() =>
        {
            var made = new RandomState(4).Uniform(0, 1, [1, 256, 256, 128], ScalarType.Float32).lt(0.3);
            made.narrow(1, 60, 120).narrow(2, 70, 120).narrow(3, 30, 60).fill_(true);
            return new(made.DetachFromDisposeScope());
        });
        yield return new("fill_holes_256", () => new FillHoles(Connectivity: 1).Apply(mask.Value), () => PythonBaseline.Seconds(Mask, "n.binary_fill_holes(x)"));
        yield return new("distance_transform_256", () => new DistanceTransformEDT().Apply(mask.Value), () => PythonBaseline.Seconds(Mask, "n.distance_transform_edt(x)"));
        yield return new("label_to_contour_256", () => new LabelToContour().Apply(mask.Value), () => Measurement.Time(() =>
        {
            using var kernel = full([1, 1, 3, 3, 3], -1f);
            kernel[0, 0, 1, 1, 1] = 26;
            nn.functional.conv3d(mask.Value.Data.to_type(ScalarType.Float32).unsqueeze(0), kernel, padding: [1, 1, 1]).clamp_(0, 1);
        }));
        yield return new("erode_256", () => Morphology.Erode(mask.Value.Data.unsqueeze(0)), () => Measurement.Time(() =>
        {
            using var kernel = ones([1, 1, 3, 3, 3]);
            using var share = nn.functional.conv3d(mask.Value.Data.to_type(ScalarType.Float32).unsqueeze(0), kernel, padding: [1, 1, 1]) / 27;
            _ = share.sub(1).abs().lt(1e-7);
        }));
        yield return new("remove_small_objects_256", () => new RemoveSmallObjects(64).Apply(mask.Value), () => PythonBaseline.Seconds(
            Mask + "\nimport skimage.morphology as m", "m.remove_small_objects(x, 64)"));
    }
}
