using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Gives volumes channels for clicks, one for each class, without any click: those there are become 0, else they are added.</summary>
/// <param name="Keys">Keys, of which "image" counts: a volume [C, spatial...].</param>
/// <param name="NumberIntensityCh">Channels of the image itself.</param>
/// <param name="Probability">How often, in [0, 1]; other images stay as they are.</param>
/// <param name="LabelNames">The classes; none if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record DiscardAddGuidance(
    Values<string> Keys, int NumberIntensityCh = 1, double Probability = 1, LabelNames? LabelNames = null, bool AllowMissingKeys = false)
    : FixedKeyTransform(Keys, AllowMissingKeys)
{
    /// <summary>How often.</summary>
    public double Probability { get; init; } = Check.Probability(Probability);

    private protected override string Only => Image;

    /// <inheritdoc/>
    /// <remarks>Where every image is changed nothing is random, and the step takes no seed from a pipeline.</remarks>
    public override Generators? CreateGenerators(Func<RandomState> source) => Probability < 1 ? new(source()) : null;

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
    {
        var random = Probability < 1 ? (call.Random ?? Generators.Unseeded(this)!).Own : null;
        if (random is not null && random.Choice([Probability, 1 - Probability]) != 0)
        {
            return sample;
        }
        return sample.With(Image, Item.Like(sample[Image], TensorMemory.Scoped(() =>
        {
            var data = image.Data;
            if (data.Dimensions != 4)
            {
                throw new ArgumentException($"the image is [{string.Join(", ", data.shape)}]; a volume [C, spatial...] with three spatial axes is expected.");
            }
            var classes = LabelNames?.Count ?? 0;
            return data.shape[0] == NumberIntensityCh + classes
                ? cat([data.narrow(0, 0, NumberIntensityCh), zeros_like(data.narrow(0, NumberIntensityCh, classes))], 0)
                : PointSignal.Behind(data, data.shape[0], [zeros([classes, .. data.shape[1..]], ScalarType.Float32, data.device)]);
        })));
    }
}
