using Medulla.Imaging;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Lists the voxels of foreground and of background, so that random crops need not look for them again.</summary>
/// <param name="ImageThreshold">Background is only where an image, if one comes with the call, exceeds this.</param>
/// <param name="OutputShape">If given, voxels are listed by their positions in an image of this shape.</param>
public sealed record FgBgToIndices(double ImageThreshold = 0, Values<int>? OutputShape = null) : ITransform
{
    /// <summary>The voxels of a label.</summary>
    /// <param name="label">[C, spatial...]; foreground is what is not 0, the first channel left out if there are several.</param>
    /// <param name="image">Where background may be.</param>
    /// <param name="outputShape">See <see cref="OutputShape"/>.</param>
    /// <returns>Two lists [N], int64, with the label's metadata; with a shape [N, axes].</returns>
    public (MetaTensor Foreground, MetaTensor Background) Apply(MetaTensor label, Tensor? image = null, Values<int>? outputShape = null)
    {
        var (foreground, background) = VoxelIndices.OfBinary(label.Data, image, ImageThreshold);
        return (outputShape ?? OutputShape) is { } shape
            ? (label.WithData(VoxelIndices.Unravel(foreground, shape)), label.WithData(VoxelIndices.Unravel(background, shape)))
            : (label.WithData(foreground), label.WithData(background));
    }

    object? ITransform.Run(object? item, Call call)
    {
        var (foreground, background) = Apply(Item.Image(item, this));
        return new List<object?> { foreground, background };
    }

    /// <summary>The voxels of labels in a sample, under new keys.</summary>
    /// <param name="Keys">The labels.</param>
    /// <param name="FgPostfix">What comes behind a label's key to name its foreground.</param>
    /// <param name="BgPostfix">What comes behind a label's key to name its background.</param>
    /// <param name="ImageKey">The key above whose threshold background may lie; anywhere if null.</param>
    /// <param name="ImageThreshold">See <see cref="FgBgToIndices"/>.</param>
    /// <param name="OutputShape">See <see cref="FgBgToIndices"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string FgPostfix = "_fg_indices", string BgPostfix = "_bg_indices", string? ImageKey = null, double ImageThreshold = 0,
        Values<int>? OutputShape = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) =>
            {
                var (foreground, background) = At(key, () => new FgBgToIndices(ImageThreshold, OutputShape)
                    .Apply(sample.Image(key), ImageKey is null ? null : sample.Image(ImageKey).Data));
                return result.With(key + FgPostfix, foreground).With(key + BgPostfix, background);
            });
    }
}
