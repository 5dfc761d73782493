using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Adds a channel with the extreme points of a label, as the clicks of a user (Maninis et al., Deep Extreme Cut, CVPR 2018).</summary>
/// <param name="Background">The value of the label that is not the object.</param>
/// <param name="Pert">How far points may be off, see <see cref="ExtremePoints.GetExtremePoints"/>.</param>
public sealed record AddExtremePointsChannel(int Background = 0, double Pert = 0) : ITransform
{
    /// <summary>The image with one more channel, of its own element type.</summary>
    /// <param name="img">The image.</param>
    /// <param name="random">What to draw from.</param>
    /// <param name="label">The label, [1, spatial...] of the image's shape.</param>
    /// <param name="sigma">Standard deviation of the Gaussian around each point, in voxels, for all axes or each; 3 if null.</param>
    /// <param name="rescaleMin">The least value of the channel.</param>
    /// <param name="rescaleMax">The largest value of the channel.</param>
    /// <exception cref="ArgumentException">The label has several channels, or no object in it.</exception>
    public MetaTensor Apply(MetaTensor img, RandomState random, Tensor label, Values<double>? sigma = null, double rescaleMin = -1, double rescaleMax = 1)
        => WithPoints(img, label, Points(random, label), sigma ?? 3, rescaleMin, rescaleMax);

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source());

    object? ITransform.Run(object? item, Call call)
        => throw new ArgumentException("AddExtremePointsChannel needs a label with the call; in a pipeline, use it on the keys of a sample.");

    private IReadOnlyList<Values<int>> Points(RandomState random, Tensor label)
        => label.shape[0] == 1 ? ExtremePoints.GetExtremePoints(label[0], random, Background, Pert)
            : throw new ArgumentException($"the label has {label.shape[0]} channels; extreme points are those of one.");

    private static MetaTensor WithPoints(
        MetaTensor img, Tensor label, IReadOnlyList<Values<int>> points, Values<double> sigma, double rescaleMin, double rescaleMax)
        => img.WithData(TensorMemory.Scoped(
            () => cat([img.Data, ExtremePoints.ExtremePointsToImage(points, label, sigma, rescaleMin, rescaleMax).to(img.Data)])));

    /// <summary>Adds the same channel to keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="LabelKey">The key of the label.</param>
    /// <param name="Background">The value of the label that is not the object.</param>
    /// <param name="Pert">How far points may be off.</param>
    /// <param name="Sigma">Standard deviation of the Gaussian around each point, in voxels, for all axes or each; 3 if null.</param>
    /// <param name="RescaleMin">The least value of the channel.</param>
    /// <param name="RescaleMax">The largest value of the channel.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string LabelKey, int Background = 0, double Pert = 0, Values<double>? Sigma = null, double RescaleMin = -1,
        double RescaleMax = 1, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

        private protected override Sample Apply(Sample sample, Call call)
        {
            var label = sample.Image(LabelKey).Data;
            var random = (call.Random ?? Generators.Unseeded(this)!).Own;
            var points = At(LabelKey, () => new AddExtremePointsChannel(Background, Pert).Points(random, label));
            return ForEachKey(sample, (key, _) => WithPoints(sample.Image(key), label, points, Sigma ?? 3, RescaleMin, RescaleMax));
        }
    }
}
