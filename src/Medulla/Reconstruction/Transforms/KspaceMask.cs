using Medulla.Data;
using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Reconstruction.Transforms;

/// <summary>
/// Keeps some columns of k-space, as a faster scan would have: those in the middle, and some of the others. Zbontar et al., fastMRI (2018).
/// </summary>
/// <param name="CenterFractions">Shares of columns that are kept in the middle; a call draws one of them with its acceleration.</param>
/// <param name="Accelerations">How many times fewer columns are kept, one for each share.</param>
/// <param name="SpatialDims">Spatial axes.</param>
/// <param name="IsComplex">Whether the last axis holds real and imaginary parts.</param>
/// <exception cref="ArgumentException">There are not as many shares as accelerations, or none.</exception>
public abstract record KspaceMask(Values<double> CenterFractions, Values<double> Accelerations, int SpatialDims = 2, bool IsComplex = true) : ITransform
{
    /// <summary>How many times fewer columns are kept.</summary>
    public Values<double> Accelerations { get; init; } = Accelerations.Count == CenterFractions.Count && Accelerations.Count > 0 ? Accelerations
        : throw new ArgumentException($"{CenterFractions.Count} center fractions and {Accelerations.Count} accelerations were given; as many of both are expected, at least one.");

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source());

    /// <summary>Which columns are kept.</summary>
    /// <param name="random">What is drawn from.</param>
    /// <param name="columns">Number of columns.</param>
    public bool[] Draw(RandomState random, int columns)
    {
        var choice = (int)random.RandInt(CenterFractions.Count);
        var middle = (int)Math.Round(columns * CenterFractions[choice]);
        var kept = Others(random, columns, middle, Accelerations[choice]);
        kept.AsSpan((columns - middle + 1) / 2, middle).Fill(true);
        return kept;
    }

    /// <summary>K-space of the columns kept, and the image that is left.</summary>
    /// <param name="kspace">[coils, spatial..., 2], complex numbers [coils, spatial...], or real ones if not <see cref="IsComplex"/>.</param>
    /// <param name="random">What is drawn from; nobody can foretell it if null.</param>
    /// <returns>K-space with 0 elsewhere, [coils, spatial..., 2]; the image of all coils, [spatial...]; and the columns, 0 or 1, [1, ..., columns, 1].</returns>
    public (Tensor Kspace, Tensor Image, Tensor Mask) Apply(Tensor kspace, RandomState? random = null)
    {
        using var scope = NewDisposeScope();
        var values = ComplexNumbers.ToPairs(kspace);
        var axis = (int)values.Dimensions - (IsComplex ? 2 : 1);
        var shape = Enumerable.Repeat(1L, (int)values.Dimensions).ToArray();
        shape[axis] = values.shape[axis];
        var mask = tensor([.. Draw(random ?? new(), (int)values.shape[axis]).Select(is1 => is1 ? 1f : 0f)]).view(shape).to(values.device);
        var masked = values * mask;
        var image = Coils.RootSumOfSquares(ComplexNumbers.Abs(CenteredFourier.IfftnCentered(masked, SpatialDims, IsComplex)), -SpatialDims - 1);
        return (masked.MoveToOuterDisposeScope(), image.MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope());
    }

    object? ITransform.Run(object? item, Call call)
    {
        var (kspace, image, mask) = Apply(Item.Image(item, this).Data, (call.Random ?? Generators.Unseeded(this)!).Own);
        mask.Dispose();
        return new List<object?> { kspace, image };
    }

    /// <summary>Which of the columns beside the middle are kept.</summary>
    /// <param name="random">What is drawn from.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="middle">How many are kept in the middle anyway.</param>
    /// <param name="acceleration">How many times fewer are to be kept in all.</param>
    private protected abstract bool[] Others(RandomState random, int columns, int middle, double acceleration);

    /// <summary>Masks k-space of a sample: "key_masked", "key_masked_ifft" and "mask" are added.</summary>
    /// <param name="Masker">What masks.</param>
    /// <param name="Keys">The keys.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public abstract record OnKeys(KspaceMask Masker, Values<string> Keys, bool AllowMissingKeys) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => Masker.CreateGenerators(source);

        private protected override Sample Apply(Sample sample, Call call)
        {
            var random = (call.Random ?? Generators.Unseeded(this)!).Own;
            return Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) =>
            {
                var (kspace, image, mask) = At(key, () => Masker.Apply(sample.Image(key).Data, random));
                return result.With($"{key}_masked", kspace).With($"{key}_masked_ifft", image).With("mask", mask);
            });
        }
    }
}
