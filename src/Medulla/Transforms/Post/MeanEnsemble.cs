using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>The mean of several predictions, weighted if asked for.</summary>
/// <param name="Weights">A weight for each prediction [N], or for each of its channels too [N, C] (and so on); equal if null. They are scaled to a mean of 1.</param>
public sealed record MeanEnsemble(Tensor? Weights = null) : ITransform
{
    /// <summary>The mean of predictions of one shape.</summary>
    public MetaTensor Apply(IReadOnlyList<MetaTensor> images) => (MetaTensor)Run(images, default)!;

    object? ITransform.Run(object? item, Call call) => Run(item, call);

    private object? Run(object? item, Call call) => Item.Scoped(() =>
    {
        var (stacked, pattern) = Ensemble.Stack(item, this);
        var values = stacked.is_floating_point() ? stacked : stacked.to_type(ScalarType.Float32);
        if (Weights is not null)
        {
            var given = Weights.to_type(ScalarType.Float32).to(values.device);
            if (given.shape[0] != values.shape[0])
            {
                throw new ArgumentException($"MeanEnsemble: {given.shape[0]} weights were given for {values.shape[0]} predictions; one for each is expected.");
            }
            var weights = given.reshape([.. given.shape, .. Enumerable.Repeat(1L, (int)(values.Dimensions - given.Dimensions))]);
            values = values * weights / weights.mean([0], keepdim: true);
        }
        return Ensemble.Finish(values.mean([0]), pattern);
    });

    /// <summary>The same on a sample: predictions under several keys, or under one as a list.</summary>
    /// <param name="Keys">Where the predictions are.</param>
    /// <param name="OutputKey">Where the result goes; may be left out for one key.</param>
    /// <param name="Weights">See <see cref="MeanEnsemble"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, string? OutputKey = null, Tensor? Weights = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Where the result goes.</summary>
        public string OutputKey { get; init; } = OutputKey ?? (Keys.Count == 1 ? Keys[0] : throw new ArgumentException($"MeanEnsemble: several keys {Keys} need an output_key."));

        private protected override Sample Apply(Sample sample, Call call)
            => sample.With(OutputKey, At(OutputKey, () => new MeanEnsemble(Weights).Run(Ensemble.Inputs(sample, Keys, AllowMissingKeys), call)));
    }
}
