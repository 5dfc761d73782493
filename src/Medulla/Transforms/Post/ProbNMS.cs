using Medulla.Imaging;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The peaks of a probability map: the highest value, then the highest outside a box around it, and so on.</summary>
/// <param name="SpatialDims">Number of axes of the map.</param>
/// <param name="Sigma">Standard deviation, in voxels, of a gaussian that smooths the map first; 0 for none.</param>
/// <param name="ProbThreshold">Peaks are above this, at least 0.</param>
/// <param name="BoxSize">Size of the box around a peak in which there is no other; one for all axes, or one for each.</param>
/// <exception cref="ArgumentException">The threshold is negative, or the box does not fit the axes.</exception>
public sealed record ProbNMS(int SpatialDims = 2, Values<double>? Sigma = null, double ProbThreshold = 0.5, Values<int>? BoxSize = null) : ITransform
{
    /// <summary>Peaks are above this.</summary>
    public double ProbThreshold { get; init; } = ProbThreshold >= 0 ? ProbThreshold
        : throw new ArgumentException($"ProbNMS: prob_threshold is {ProbThreshold}; at least 0 is expected.");

    /// <summary>Size of the box around a peak.</summary>
    public Values<int> BoxSize { get; init; } = (BoxSize ?? 48) is var box && (box.Count == 1 || box.Count == SpatialDims) && box.All(size => size > 0) ? box
        : throw new ArgumentException($"ProbNMS: box_size is {BoxSize}; one positive number, or {SpatialDims} (one an axis), is expected.");

    /// <summary>A peak: its probability and its voxel.</summary>
    public readonly record struct Peak(double Probability, Values<long> Voxel);

    /// <summary>The peaks of a map, highest first.</summary>
    /// <param name="map">[spatial...].</param>
    /// <exception cref="ArgumentException">The map has another number of axes.</exception>
    public IReadOnlyList<Peak> Apply(Tensor map)
    {
        if (map.Dimensions != SpatialDims)
        {
            throw new ArgumentException($"ProbNMS: the map is [{string.Join(", ", map.shape)}]; {SpatialDims} axes are expected.");
        }
        using var scope = NewDisposeScope();
        var left = map.to_type(ScalarType.Float32).cpu().clone();
        if (Sigma is not null && Sigma.Any(sigma => sigma != 0))
        {
            left = SeparableFilter.Apply(left.unsqueeze(0), SeparableFilter.Gaussian(left.unsqueeze(0), Sigma, GaussianApproximation.Erf)).squeeze(0);
        }
        List<Peak> peaks = [];
        for (var index = left.argmax().item<long>(); left.numel() > 0 && left.flatten()[index].to_type(ScalarType.Float64).item<double>() > ProbThreshold; index = left.argmax().item<long>())
        {
            var voxel = new long[SpatialDims];
            for (var (axis, rest) = (SpatialDims - 1, index); axis >= 0; axis--)
            {
                (rest, voxel[axis]) = Math.DivRem(rest, left.shape[axis]);
            }
            peaks.Add(new(left.flatten()[index].to_type(ScalarType.Float64).item<double>(), Values.Create<long>(voxel)));
            var box = left;
            for (var axis = 0; axis < SpatialDims; axis++)
            {
                var size = BoxSize.Cyclic(axis);
                var (start, end) = (Math.Max(0, voxel[axis] - size / 2), Math.Min(left.shape[axis], voxel[axis] + size - size / 2));
                box = box.narrow(axis, start, end - start);
            }
            box.fill_(0);
        }
        return peaks;
    }

    object? ITransform.Run(object? item, Call call)
        => Apply(Item.Image(item, this).Data).Select(peak => (object)new List<object> { peak.Probability }.Concat(peak.Voxel.Cast<object>()).ToList()).ToList();
}
