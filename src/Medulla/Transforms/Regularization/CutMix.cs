using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;

namespace Medulla.Transforms.Regularization;

/// <summary>Replaces a random box of each image of a batch by that of another one of the batch.</summary>
/// <param name="BatchSize">Number of images in a batch.</param>
/// <param name="Alpha">Shape of the Beta(Alpha, Alpha) distribution that the share of an image itself is drawn from; 1 is uniform.</param>
/// <remarks>See Yun et al., CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features, ICCV 2019. Takes batches [B, C, spatial...].</remarks>
public sealed record CutMix(int BatchSize, double Alpha = 1) : Mixer(BatchSize, Alpha)
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(() =>
    {
        CheckBatch(image.Data);
        var mask = Mask(image.Data, drawn);
        return mask * image.Data + (1 - mask) * Partners(image.Data, drawn);
    }));

    /// <summary>Mixes images and label maps alike.</summary>
    /// <param name="data">The images, [B, C, spatial...].</param>
    /// <param name="labels">Their label maps, likewise.</param>
    /// <param name="random">What to draw from.</param>
    public (MetaTensor Images, MetaTensor Labels) Apply(MetaTensor data, MetaTensor labels, RandomState random)
    {
        var drawn = DrawOrSkip(new Generators(random), data)!;
        return (Apply(data, drawn), Apply(labels, drawn));
    }

    /// <summary>The labels of mixed images by the images' shares: blended, nothing is cut.</summary>
    /// <param name="labels">[B, ...], such as class probabilities.</param>
    /// <param name="drawn">What was drawn for the images.</param>
    public MetaTensor ApplyOnLabels(MetaTensor labels, Drawn drawn) => labels.WithData(TensorMemory.Scoped(() =>
    {
        CheckBatch(labels.Data);
        var weights = Weights(labels.Data, drawn);
        return weights * labels.Data + (1 - weights) * Partners(labels.Data, drawn);
    }));

    /// <summary>Mixes keys of a batch, and the label maps that belong to them.</summary>
    /// <param name="Keys">The images.</param>
    /// <param name="BatchSize">Number of images in a batch.</param>
    /// <param name="LabelKeys">The label map of each key; those that the batch lacks are passed over. None if null.</param>
    /// <param name="Alpha">Shape of the Beta(Alpha, Alpha) distribution that the share of an image itself is drawn from.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, int BatchSize, Values<string>? LabelKeys = null, double Alpha = 1, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly CutMix mixer = new(BatchSize, Alpha);

        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => mixer.CreateKeyedGenerators(source);

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(mixer);

        private protected override Sample Apply(Sample sample, Call call)
        {
            if (Keys.FirstOrDefault(sample.ContainsKey) is not { } first)
            {
                return ForEachKey(sample, (key, _) => sample[key]);
            }
            var drawn = mixer.DrawKeyed(call.Random ?? Generators.Unseeded(this)!, At(first, () => sample.Image(first)))!;
            var mixed = ForEachKey(sample, (key, _) => mixer.Finish(sample.Image(key), drawn, call, keyed: true));
            return (LabelKeys ?? []).Where(sample.ContainsKey).Aggregate(
                mixed, (result, key) => result.With(key, At(key, () => mixer.Finish(sample.Image(key), drawn, call, keyed: true))));
        }
    }
}
