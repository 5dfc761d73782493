using Medulla.Imaging;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Lists the voxels of each class, so that random crops need not look for them again.</summary>
/// <param name="NumClasses">Number of classes, where the label is not one-hot.</param>
/// <param name="ImageThreshold">Voxels count only where an image, if one comes with the call, exceeds this.</param>
/// <param name="OutputShape">If given, voxels are listed by their positions in an image of this shape.</param>
/// <param name="MaxSamplesPerClass">Most voxels of a class, spread evenly; all if null.</param>
public sealed record ClassesToIndices(
    int? NumClasses = null, double ImageThreshold = 0, Values<int>? OutputShape = null, int? MaxSamplesPerClass = null) : ITransform
{
    /// <summary>The voxels of a label.</summary>
    /// <param name="label">Class numbers [1, spatial...], or one-hot [C, spatial...].</param>
    /// <param name="image">Where voxels count.</param>
    /// <param name="outputShape">See <see cref="OutputShape"/>.</param>
    /// <returns>For each class a list [N], int64; with a shape [N, axes].</returns>
    /// <exception cref="ArgumentException">The label is not one-hot and the number of classes is not given.</exception>
    public IReadOnlyList<Tensor> Apply(Tensor label, Tensor? image = null, Values<int>? outputShape = null)
    {
        var indices = VoxelIndices.OfClasses(label, NumClasses, image, ImageThreshold, MaxSamplesPerClass);
        return (outputShape ?? OutputShape) is { } shape ? [.. indices.Select(one => VoxelIndices.Unravel(one, shape))] : indices;
    }

    object? ITransform.Run(object? item, Call call) => Apply(Item.Image(item, this).Data).ToList<object?>();

    /// <summary>The voxels of labels in a sample, under new keys.</summary>
    /// <param name="Keys">The labels.</param>
    /// <param name="IndicesPostfix">What comes behind a label's key to name its lists.</param>
    /// <param name="NumClasses">See <see cref="ClassesToIndices"/>.</param>
    /// <param name="ImageKey">The key above whose threshold voxels count; anywhere if null.</param>
    /// <param name="ImageThreshold">See <see cref="ClassesToIndices"/>.</param>
    /// <param name="OutputShape">See <see cref="ClassesToIndices"/>.</param>
    /// <param name="MaxSamplesPerClass">See <see cref="ClassesToIndices"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string IndicesPostfix = "_cls_indices", int? NumClasses = null, string? ImageKey = null, double ImageThreshold = 0,
        Values<int>? OutputShape = null, int? MaxSamplesPerClass = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) => result.With(
                key + IndicesPostfix, At(key, () => new ClassesToIndices(NumClasses, ImageThreshold, OutputShape, MaxSamplesPerClass)
                    .Apply(sample.Image(key).Data, ImageKey is null ? null : sample.Image(ImageKey).Data).ToList<object?>())));
    }
}
