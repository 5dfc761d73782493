using Medulla.Imaging;
using Medulla.Networks;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The label that most predictions have.</summary>
/// <param name="NumClasses">Number of classes of predictions that hold class numbers; null for one-hot or binary ones, whose mean is rounded.</param>
public sealed record VoteEnsemble(int? NumClasses = null) : ITransform
{
    /// <summary>The vote of predictions of one shape.</summary>
    public MetaTensor Apply(IReadOnlyList<MetaTensor> images) => (MetaTensor)Run(images, default)!;

    object? ITransform.Run(object? item, Call call) => Run(item, call);

    private object? Run(object? item, Call call) => Item.Scoped(() =>
    {
        var (stacked, pattern) = Ensemble.Stack(item, this);
        var hasChannels = stacked.Dimensions > 1;
        if (NumClasses is { } classes && !(hasChannels && stacked.shape[1] > 1))
        {
            stacked = OneHot.Of(stacked, classes, dim: 1);
        }
        var share = stacked.to_type(ScalarType.Float32).mean([0]);
        return Ensemble.Finish(NumClasses is null ? share.round() : share.argmax(0, keepdim: hasChannels), pattern);
    });

    /// <summary>The same on a sample: predictions under several keys, or under one as a list.</summary>
    /// <param name="Keys">Where the predictions are.</param>
    /// <param name="OutputKey">Where the result goes; may be left out for one key.</param>
    /// <param name="NumClasses">See <see cref="VoteEnsemble"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, string? OutputKey = null, int? NumClasses = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Where the result goes.</summary>
        public string OutputKey { get; init; } = OutputKey ?? (Keys.Count == 1 ? Keys[0] : throw new ArgumentException($"VoteEnsemble: several keys {Keys} need an output_key."));

        private protected override Sample Apply(Sample sample, Call call)
            => sample.With(OutputKey, At(OutputKey, () => new VoteEnsemble(NumClasses).Run(Ensemble.Inputs(sample, Keys, AllowMissingKeys), call)));
    }
}
