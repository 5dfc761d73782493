using Medulla.Randomness;
using Medulla.Transforms.Post;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Post-processing of a segmentation beside SciPy, scikit-image, and libtorch's convolutions.</summary>
internal static class PostProcessing
{
    /// <summary>A volume of 256 x 256 x 128: a box with holes, and specks.</summary>
    private const string Python = """
        import numpy, scipy.ndimage as n, skimage.morphology as m
        r = numpy.random.RandomState(4).uniform(size=(256, 256, 128))
        x = r < 0.02
        x[60:180, 70:190, 30:90] = r[60:180, 70:190, 30:90] > 0.01
        """;

    /// <summary>All of them.</summary>
    public static IEnumerable<Workload> All()
    {
        var mask = new Lazy<MetaTensor>(() =>
        {
            using var scope = NewDisposeScope();
            var noise = new RandomState(4).Uniform(0, 1, [1, 256, 256, 128], ScalarType.Float32);
            var made = noise.lt(0.02).to_type(ScalarType.Float32);
            Box(made).copy_(Box(noise).gt(0.01));
            return new(made.DetachFromDisposeScope());
        });
        yield return new("remove_small_objects_256", () => new RemoveSmallObjects().Apply(mask.Value), () => PythonBaseline.Seconds(Python, "m.remove_small_objects(x)"));
        yield return new("fill_holes_256", () => new FillHoles().Apply(mask.Value), () => PythonBaseline.Seconds(
            Python, "~n.binary_dilation(numpy.zeros_like(x), n.generate_binary_structure(3, 3), -1, ~x, None, 1)"));
        yield return new("label_to_contour_256", () => new LabelToContour().Apply(mask.Value), () => Measurement.Time(() =>
        {
            var kernel = ones([1, 1, 3, 3, 3]).neg_();
            kernel[0, 0, 1, 1, 1] = 26;
            nn.functional.conv3d(mask.Value.Data.unsqueeze(0), kernel, padding: [1, 1, 1]).clamp_(0, 1);
        }));
        yield return new("erode_256", () => Morphology.Erode(mask.Value.Data.unsqueeze(0)), () => Measurement.Time(() =>
        {
            var mean = nn.functional.conv3d(mask.Value.Data.unsqueeze(0), ones([1, 1, 3, 3, 3]), padding: [1, 1, 1]) / 27;
            mean.sub(1).abs().lt(1e-7).to_type(ScalarType.Float32);
        }));
        yield return new("distance_transform_256", () => new DistanceTransformEDT().Apply(mask.Value), () => PythonBaseline.Seconds(Python, "n.distance_transform_edt(x)"));
    }

    private static Tensor Box(Tensor volume) => volume.narrow(1, 60, 120).narrow(2, 70, 120).narrow(3, 30, 60);
}
