using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>A random transform that changes the voxels in random boxes ("holes").</summary>
/// <param name="Holes">Number of holes, at least 1; the smallest number if <paramref name="MaxHoles"/> is given.</param>
/// <param name="SpatialSize">Size of a hole along each axis, or one for all; the smallest size if <paramref name="MaxSpatialSize"/> is given. 0 or less: as the image.</param>
/// <param name="MaxHoles">The largest number of holes; the number is not random if null.</param>
/// <param name="MaxSpatialSize">The largest size of a hole; sizes are not random if null. 0 or less: as the image.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Holes"/> is below 1.</exception>
public abstract record RandCoarseTransform(
    int Holes, Values<int> SpatialSize, int? MaxHoles = null, Values<int>? MaxSpatialSize = null, double Prob = 0.1)
    : RandomTransform<RandCoarseTransform.Drawn>(Prob)
{
    /// <summary>Number of holes.</summary>
    public int Holes { get; init; } = Check.Positive(Holes);

    /// <summary>A box of voxels, in all channels.</summary>
    /// <param name="Start">Its first voxel along each axis.</param>
    /// <param name="Size">Its size along each axis.</param>
    public sealed record Hole(Values<long> Start, Values<long> Size);

    /// <summary>The holes, and the state of the generator from which they are filled.</summary>
    public sealed record Drawn(Values<Hole> Holes, RandomSnapshot Filling);

    /// <inheritdoc/>
    public sealed override Drawn Draw(RandomState random, MetaTensor image) => ForImage(DrawHoles(random, image.SpatialShape), random, image);

    /// <inheritdoc/>
    public sealed override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(
        () => Fill(image.Data.clone().cpu(), drawn.Holes, new RandomState(drawn.Filling)).to(image.Data.device).alias()));

    /// <summary>Changes the holes.</summary>
    /// <param name="voxels">[C, spatial...] on the CPU; may be changed.</param>
    /// <param name="holes">The holes, in order; they may overlap.</param>
    /// <param name="random">What to draw from.</param>
    /// <returns>The changed voxels.</returns>
    private protected abstract Tensor Fill(Tensor voxels, Values<Hole> holes, RandomState random);

    /// <summary>Draws as many numbers as <see cref="Fill"/> does.</summary>
    private protected abstract void Advance(MetaTensor image, Values<Hole> holes, RandomState random);

    /// <summary>The voxels of a hole.</summary>
    private protected static Tensor Inside(Tensor voxels, Hole hole)
        => Enumerable.Range(0, hole.Start.Count).Aggregate(voxels, (part, axis) => part.narrow(axis + 1, hole.Start[axis], hole.Size[axis]));

    /// <summary>Notes where the generator stands, for the filling of one image, and moves it on.</summary>
    private Drawn ForImage(Values<Hole> holes, RandomState random, MetaTensor image)
    {
        Drawn drawn = new(holes, random.State);
        Advance(image, holes, random);
        return drawn;
    }

    private Values<Hole> DrawHoles(RandomState random, Values<long> shape)
    {
        var size = Transforms.SpatialSize.Resolve(SpatialSize, shape);
        var count = MaxHoles is { } most ? (int)random.RandInt(Holes, most + 1) : Holes;
        List<Hole> holes = [];
        for (var i = 0; i < count; i++)
        {
            if (MaxSpatialSize is not null)
            {
                // As in the reference, the size of one hole is the smallest size of the next.
                size = Values.From(size.Zip(Transforms.SpatialSize.Resolve(MaxSpatialSize, shape), (low, high) => random.RandInt(low, high + 1)));
            }
            var valid = Values.From(size.Zip(shape, Math.Min));
            holes.Add(new(Values.From(shape.Zip(valid, (all, part) => all > part ? random.RandInt(all - part + 1) : 0)), valid));
        }
        return Values.From(holes);
    }

    /// <summary>Changes the same holes in keys of a sample; what is random inside them is drawn for each key.</summary>
    /// <param name="Keys">The keys, of images of one spatial shape.</param>
    /// <param name="Transform">The transform.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public abstract record SharedHoles(Values<string> Keys, RandCoarseTransform Transform, bool AllowMissingKeys) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <inheritdoc/>
        public sealed override Generators? CreateGenerators(Func<RandomState> source) => Transform.CreateKeyedGenerators(source);

        private protected sealed override bool Made(AppliedOperation operation) => operation.IsOf(Transform);

        private protected sealed override Sample Apply(Sample sample, Call call)
        {
            var generators = call.Random ?? Generators.Unseeded(this)!;
            if (generators.Own.Rand() >= Transform.Prob || Keys.FirstOrDefault(sample.ContainsKey) is not { } first)
            {
                return ForEachKey(sample, (key, _) => sample.Image(key));
            }
            generators.Inner.Rand();
            var holes = At(first, () => Transform.DrawHoles(generators.Inner, sample.Image(first).SpatialShape));
            return ForEachKey(sample, (key, _) =>
            {
                var image = sample.Image(key);
                return Transform.Finish(image, Transform.ForImage(holes, generators.Inner, image), call, keyed: true);
            });
        }
    }
}
