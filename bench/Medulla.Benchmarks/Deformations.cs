using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Deformations beside a whole grid of coordinates and grid_sample.</summary>
internal static class Deformations
{
    private const double Sigma = 6;

    /// <summary>All of them, on an image of 128 x 128 x 80.</summary>
    public static IEnumerable<Workload> All()
    {
        var random = new RandomState(2);
        var image = new MetaTensor(random.Normal(0, 1, [1, 128, 128, 80], ScalarType.Float32));
        image.Data.DetachFromDisposeScope();
        var elastic = new Rand3DElastic((Sigma, Sigma), (100, 100), 1, RotateRange: [0.1, 0.1, 0.1], PaddingMode: PadMode.Edge);
        yield return new("rand_elastic_128", () => elastic.Apply(image, 5), () => Measurement.Time(() => Straight(image)));
        var drawn = elastic.Draw(new RandomState(5), image);
        drawn.Displacement!.DetachFromDisposeScope();
        yield return new("warp_128", () => elastic.Apply(image, drawn), () => Measurement.Time(() => Sampled(image.Data, drawn.Displacement)));
        var distortion = new RandGridDistortion(5, 1);
        yield return new("grid_distortion_128", () => distortion.Apply(image, 5), () => Measurement.Time(() => Sampled(image.Data, zeros_like(drawn.Displacement))));
    }

    private static Tensor Straight(MetaTensor image)
    {
        var noise = new RandomState(5).Uniform(-1, 1, [3, .. image.SpatialShape], ScalarType.Float32).unsqueeze(1);
        var weights = arange(-18, 19, ScalarType.Float32).pow(2).mul(-0.5 / (Sigma * Sigma)).exp();
        weights /= weights.sum();
        var smooth = nn.functional.conv3d(noise, weights.reshape(1, 1, -1, 1, 1), padding: [18, 0, 0]);
        smooth = nn.functional.conv3d(smooth, weights.reshape(1, 1, 1, -1, 1), padding: [0, 18, 0]);
        smooth = nn.functional.conv3d(smooth, weights.reshape(1, 1, 1, 1, -1), padding: [0, 0, 18]);
        return Sampled(image.Data, smooth.squeeze(1) * 100);
    }

    private static Tensor Sampled(Tensor image, Tensor displacement)
    {
        var shape = image.shape[1..];
        var points = stack(meshgrid(shape.Select(n => arange(n, ScalarType.Float32) - (n - 1) / 2f), indexing: "ij").ToArray()) + displacement;
        points = matmul(eye(3), points.reshape(3, -1)).reshape([3, .. shape]);
        var grid = stack([points[2] * (2.0 / shape[2]), points[1] * (2.0 / shape[1]), points[0] * (2.0 / shape[0])], -1).unsqueeze(0);
        return nn.functional.grid_sample(image.unsqueeze(0), grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, false).squeeze(0);
    }
}
