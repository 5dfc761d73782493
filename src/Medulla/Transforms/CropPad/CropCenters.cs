using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>Draws the middles of regions to crop.</summary>
public static class CropCenters
{
    /// <summary>The nearest middle whose region lies inside the image.</summary>
    /// <param name="centers">A voxel, one number an axis.</param>
    /// <param name="spatialSize">Size of the region; 0 or -1 for the image's own.</param>
    /// <param name="labelSpatialShape">Size of the image.</param>
    /// <param name="allowSmaller">Whether a region larger than the image becomes as small; otherwise an error.</param>
    /// <exception cref="ArgumentException">The region is larger than the image.</exception>
    [ReferenceName("correct_crop_centers")]
    public static Values<long> Inside(Values<long> centers, Values<int> spatialSize, Values<long> labelSpatialShape, bool allowSmaller = false)
    {
        var size = SpatialSize.Resolve(spatialSize, labelSpatialShape);
        if (size.Zip(labelSpatialShape).Any(pair => pair.First > pair.Second))
        {
            size = allowSmaller ? Values.From(size.Zip(labelSpatialShape, Math.Min)) : throw new ArgumentException(
                $"regions of {size} voxels do not fit into an image of {labelSpatialShape}; pad it before (SpatialPad), or set AllowSmaller.");
        }
        return Values.From(Enumerable.Range(0, size.Count).Select(axis =>
        {
            var first = size[axis] / 2;
            var end = (long)(labelSpatialShape[axis] + 1 - size[axis] / 2.0);
            end = first == end ? end + 1 : end;
            return Math.Min(Math.Max(centers[axis], first), end - 1);
        }));
    }

    /// <summary>Middles around foreground and background voxels.</summary>
    /// <param name="spatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="numSamples">Number of regions.</param>
    /// <param name="posRatio">Probability of a region around foreground; what has no voxels is never chosen.</param>
    /// <param name="labelSpatialShape">Size of the image.</param>
    /// <param name="fgIndices">Row-major indices of foreground voxels.</param>
    /// <param name="bgIndices">Row-major indices of background voxels.</param>
    /// <param name="randState">What to draw from; nobody can foretell it if null.</param>
    /// <param name="allowSmaller">Whether images smaller than a region are allowed.</param>
    /// <exception cref="ArgumentException">There are no voxels at all, or the image is too small.</exception>
    [ReferenceName("generate_pos_neg_label_crop_centers")]
    public static Values<Values<long>> AroundLabel(
        Values<int> spatialSize, int numSamples, double posRatio, Values<long> labelSpatialShape, Values<long> fgIndices, Values<long> bgIndices,
        RandomState? randState = null, bool allowSmaller = false)
        => AroundLabel(spatialSize, numSamples, posRatio, labelSpatialShape, VoxelSet.Of(fgIndices), VoxelSet.Of(bgIndices), randState ?? new(), allowSmaller);

    /// <summary>Middles around voxels of classes.</summary>
    /// <param name="spatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="numSamples">Number of regions.</param>
    /// <param name="labelSpatialShape">Size of the image.</param>
    /// <param name="indices">For each class, row-major indices of its voxels.</param>
    /// <param name="ratios">How often each class is chosen, in proportion; equally if null. Classes without voxels never are.</param>
    /// <param name="randState">What to draw from; nobody can foretell it if null.</param>
    /// <param name="allowSmaller">Whether images smaller than a region are allowed.</param>
    /// <param name="warn">Accepted for configurations' sake; nothing is printed.</param>
    /// <exception cref="ArgumentException">No class can be chosen, a ratio is negative, there are not as many ratios as classes, or the image is too small.</exception>
    [ReferenceName("generate_label_classes_crop_centers")]
    public static Values<Values<long>> AroundClasses(
        Values<int> spatialSize, int numSamples, Values<long> labelSpatialShape, Values<Values<long>> indices, Values<double>? ratios = null,
        RandomState? randState = null, bool allowSmaller = false, bool warn = true)
        => AroundClasses(spatialSize, numSamples, labelSpatialShape, [.. indices.Select(VoxelSet.Of)], ratios, randState ?? new(), allowSmaller);

    /// <summary>Middles around voxels of the classes of a label.</summary>
    /// <param name="label">Class numbers [1, spatial...], or one-hot [C, spatial...].</param>
    /// <param name="spatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="numSamples">Number of regions.</param>
    /// <param name="labelSpatialShape">Size of the image; the label's if null.</param>
    /// <param name="numClasses">Number of classes, where the label is not one-hot.</param>
    /// <param name="image">If given, middles are only where a channel of it exceeds <paramref name="imageThreshold"/>.</param>
    /// <param name="imageThreshold">See <paramref name="image"/>.</param>
    /// <param name="maxSamplesPerClass">Most voxels of a class to pick from, spread evenly; all if null.</param>
    /// <param name="ratios">How often each class is chosen, in proportion; equally if null.</param>
    /// <param name="randState">What to draw from; nobody can foretell it if null.</param>
    /// <param name="allowSmaller">Whether images smaller than a region are allowed.</param>
    /// <param name="warn">Accepted for configurations' sake; nothing is printed.</param>
    /// <inheritdoc cref="AroundClasses(Values{int}, int, Values{long}, Values{Values{long}}, Values{double}?, RandomState?, bool, bool)" path="/exception"/>
    [ReferenceName("map_and_generate_sampling_centers")]
    public static Values<Values<long>> AroundLabelClasses(
        Tensor label, Values<int> spatialSize, int numSamples, Values<long>? labelSpatialShape = null, int? numClasses = null, Tensor? image = null,
        double imageThreshold = 0, int? maxSamplesPerClass = null, Values<double>? ratios = null, RandomState? randState = null, bool allowSmaller = false, bool warn = true)
    {
        using var scope = NewDisposeScope();
        var classes = VoxelIndices.ClassMasks(label, numClasses, image, imageThreshold).Select(mask => new MaskedVoxels(mask).Thinned(maxSamplesPerClass));
        return AroundClasses(
            spatialSize, numSamples, labelSpatialShape ?? Values.Create(label.shape.AsSpan(1)), [.. classes], ratios, randState ?? new(), allowSmaller);
    }

    /// <summary>Middles that are the likelier the higher a weight is there.</summary>
    /// <param name="spatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="w">Weights [spatial...]; if some are negative, all are raised so that the least is 0. Where they sum to 0, all voxels are alike.</param>
    /// <param name="nSamples">Number of regions.</param>
    /// <param name="rState">What to draw from; nobody can foretell it if null.</param>
    [ReferenceName("weighted_patch_samples")]
    public static Values<Values<long>> ByWeight(Values<int> spatialSize, Tensor w, int nSamples = 1, RandomState? rState = null)
    {
        using var scope = NewDisposeScope();
        rState ??= new();
        var shape = Values.Create<long>(w.shape);
        var size = SpatialSize.Resolve(spatialSize, shape);
        var valid = w;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            var (own, all) = (size[axis], shape[axis]);
            valid = all > own ? valid.narrow(axis, own / 2, all - own) : valid.narrow(axis, all / 2, 1);
        }
        var places = Values.Create<long>(valid.shape);
        var weights = valid.cpu().contiguous().flatten();
        weights = weights.lt(0).any().item<bool>() ? weights - weights.min() : weights;
        var sums = weights.cumsum(0).to_type(ScalarType.Float64).AsSpan<double>().ToArray();
        long[] chosen;
        if (sums[^1] > 0 && double.IsFinite(sums[^1]))
        {
            chosen = [.. rState.Rand(nSamples).Select(part => Math.Min(FirstAbove(sums, part * sums[^1]), sums.Length - 1L))];
        }
        else
        {
            chosen = rState.RandInt(0, sums.Length, nSamples);
        }
        return Values.From(chosen.Select(index => Values.From(
            VoxelSet.Unravel(index, places).Select((at, axis) => at + Math.Min(size[axis], shape[axis]) / 2))));
    }

    /// <inheritdoc cref="AroundLabel(Values{int}, int, double, Values{long}, Values{long}, Values{long}, RandomState?, bool)"/>
    internal static Values<Values<long>> AroundLabel(
        Values<int> spatialSize, int numSamples, double posRatio, Values<long> shape, VoxelSet foreground, VoxelSet background, RandomState random, bool allowSmaller)
    {
        if (foreground.Count + background.Count == 0)
        {
            throw new ArgumentException($"there is neither foreground nor background to pick from in a label of {shape} voxels.");
        }
        var ratio = foreground.Count == 0 ? 0 : background.Count == 0 ? 1 : posRatio;
        List<Values<long>> centers = [];
        for (var i = 0; i < numSamples; i++)
        {
            centers.Add(Around(random.Rand() < ratio ? foreground : background, random, spatialSize, shape, allowSmaller));
        }
        return Values.From(centers);
    }

    /// <inheritdoc cref="AroundClasses(Values{int}, int, Values{long}, Values{Values{long}}, Values{double}?, RandomState?, bool, bool)"/>
    internal static Values<Values<long>> AroundClasses(
        Values<int> spatialSize, int numSamples, Values<long> shape, IReadOnlyList<VoxelSet> classes, Values<double>? ratios, RandomState random, bool allowSmaller)
    {
        Check.Positive(numSamples);
        if (ratios is not null && (ratios.Count != classes.Count || ratios.Any(ratio => !(ratio >= 0))))
        {
            throw new ArgumentException($"ratios are {ratios} for {classes.Count} classes; one number of at least 0 for each is expected.");
        }
        var likely = classes.Select((voxels, i) => voxels.Count == 0 ? 0 : ratios?[i] ?? 1).ToArray();
        if (likely.Sum() is not > 0)
        {
            throw new ArgumentException($"no class can be chosen: the classes have {string.Join(", ", classes.Select(voxels => voxels.Count))} voxels and the ratios are {ratios}.");
        }
        var sum = likely.Sum();
        var chosen = random.Choice(likely.Length, numSamples, true, [.. likely.Select(ratio => ratio / sum)]);
        return Values.From(chosen.Select(one => Around(classes[one], random, spatialSize, shape, allowSmaller)));
    }

    private static Values<long> Around(VoxelSet voxels, RandomState random, Values<int> spatialSize, Values<long> shape, bool allowSmaller)
        => Inside(VoxelSet.Unravel(voxels[random.RandInt(voxels.Count)], shape), spatialSize, shape, allowSmaller);

    private static long FirstAbove(double[] sums, double value)
    {
        var (low, high) = (0, sums.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sums[middle] <= value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
