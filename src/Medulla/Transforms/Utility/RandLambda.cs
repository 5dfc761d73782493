using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Utility;

/// <summary>Applies a function of one's own, at random.</summary>
/// <param name="Func">The function. It is given the <see cref="MetaTensor"/>, and gives an image or a tensor.</param>
/// <param name="Prob">How often a call applies it, in [0, 1].</param>
/// <param name="InvFunc">What undoes it; null leaves the image alone.</param>
public sealed record RandLambda(Func<object?, object?>? Func = null, double Prob = 1, Func<object?, object?>? InvFunc = null)
    : RandomTransform<RandLambda.Drawn>(Prob)
{
    /// <summary>That the function is to be applied.</summary>
    public sealed record Drawn;

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => new();

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => Item.Image((Func ?? throw new ArgumentException("there is no function to apply."))(image), this);

    /// <inheritdoc/>
    protected override MetaTensor Undo(MetaTensor image, Drawn drawn) => InvFunc is null ? image : Item.Image(InvFunc(image), this);

    /// <summary>Applies functions to keys of a sample, at random: to all of them or to none.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Func">The function, or one for each key.</param>
    /// <param name="InvFunc">What undoes it, likewise; null leaves the images alone.</param>
    /// <param name="Overwrite">For all keys or each: whether the result replaces the value; it is dropped otherwise.</param>
    /// <param name="Prob">How often a call applies them, in [0, 1].</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<Func<object?, object?>> Func, Values<Func<object?, object?>>? InvFunc = null, Values<bool>? Overwrite = null,
        double Prob = 1, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>How often a call applies the functions.</summary>
        public double Prob { get; init; } = Check.Probability(Prob);

        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

        private protected override Sample Apply(Sample sample, Call call)
        {
            var acts = (call.Random ?? Generators.Unseeded(this)!).Own.Rand() < Prob;
            return ForEachKey(sample, (key, index) =>
            {
                var image = sample.Image(key);
                var result = acts ? For(index).Finish(image, new Drawn(), call, keyed: true) : image;
                return Overwrite?.Cyclic(index) ?? true ? result : sample[key];
            });
        }

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(For(0));

        private RandLambda For(int index) => new(Func.Cyclic(index), 1, InvFunc?.Cyclic(index));
    }
}
