using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>
/// Crops regions around randomly picked foreground or background voxels; one image becomes several. Regions that would reach
/// beyond the image are moved inside.
/// </summary>
/// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
/// <param name="Label">Where foreground is, [C, spatial...]: voxels that are not 0, the first channel left out if there are several. May come with the call.</param>
/// <param name="Pos">Weight of foreground; a region is around foreground with probability Pos / (Pos + Neg).</param>
/// <param name="Neg">Weight of background.</param>
/// <param name="NumSamples">Number of regions.</param>
/// <param name="Image">If given, background is only where this exceeds <paramref name="ImageThreshold"/>. May come with the call.</param>
/// <param name="ImageThreshold">See <paramref name="Image"/>.</param>
/// <param name="FgIndices">Row-major indices of foreground voxels, known beforehand; with <paramref name="BgIndices"/>, instead of a label.</param>
/// <param name="BgIndices">Row-major indices of background voxels.</param>
/// <param name="AllowSmaller">Whether images smaller than a region are allowed; the result is then smaller too.</param>
/// <exception cref="ArgumentException">A weight is negative or both are 0; on a call, there is no label, no voxel, or the image is too small.</exception>
public sealed record RandCropByPosNegLabel(
    Values<int> SpatialSize, Tensor? Label = null, double Pos = 1, double Neg = 1, int NumSamples = 1, Tensor? Image = null,
    double ImageThreshold = 0, Values<long>? FgIndices = null, Values<long>? BgIndices = null, bool AllowSmaller = false) : IImageTransform
{
    /// <summary>Weight of foreground.</summary>
    public double Pos { get; init; } = Pos >= 0 && Neg >= 0 && Pos + Neg > 0 ? Pos
        : throw new ArgumentException($"RandCropByPosNegLabel: Pos is {Pos} and Neg {Neg}; they must be at least 0 and not both 0.");

    /// <summary>Number of regions.</summary>
    public int NumSamples { get; init; } = Check.Positive(NumSamples);

    /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
    public bool Lazy { get; init; }

    /// <summary>The middle of one region, and its number.</summary>
    public sealed record Drawn(Values<long> Center, int Index);

    /// <summary>The regions of an image.</summary>
    /// <param name="img">The image to crop.</param>
    /// <param name="random">What to draw from.</param>
    /// <param name="label">Where foreground is; <see cref="Label"/> if null.</param>
    /// <param name="image">Where background may be; <see cref="Image"/> if null.</param>
    /// <param name="fgIndices">Instead of a label; <see cref="FgIndices"/> if null.</param>
    /// <param name="bgIndices">Instead of a label; <see cref="BgIndices"/> if null.</param>
    public IReadOnlyList<MetaTensor> Apply(
        MetaTensor img, RandomState random, Tensor? label = null, Tensor? image = null, Values<long>? fgIndices = null, Values<long>? bgIndices = null)
        => Crop(img, Draw(random, label ?? Label, image ?? Image, fgIndices ?? FgIndices, bgIndices ?? BgIndices), Lazy);

    /// <summary>Draws the regions' middles.</summary>
    public Values<Drawn> Draw(RandomState random, Tensor? label, Tensor? image = null, Values<long>? fgIndices = null, Values<long>? bgIndices = null)
    {
        if ((label ?? image) is not { } known)
        {
            throw new ArgumentException("a label (or an image, with known indices) is needed to tell where regions may lie; none is given.");
        }
        using var scope = NewDisposeScope();
        var shape = Values.Create(known.shape.AsSpan(1));
        var (foreground, background) = fgIndices is not null && bgIndices is not null
            ? (Known(fgIndices), Known(bgIndices))
            : Count(label ?? throw new ArgumentException("a label is needed to tell foreground; none is given."), image);
        if (foreground.Count + background.Count == 0)
        {
            throw new ArgumentException($"there is neither foreground nor background to pick from in a label of {shape} voxels.");
        }
        var ratio = foreground.Count == 0 ? 0 : background.Count == 0 ? 1 : Pos / (Pos + Neg);
        List<Drawn> drawn = [];
        for (var i = 0; i < NumSamples; i++)
        {
            var (count, voxel) = random.Rand() < ratio ? foreground : background;
            drawn.Add(new(Inside(Unravel(voxel(random.RandInt(count)), shape), shape), i));
        }
        return Values.From(drawn);
    }

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source());

    object? ITransform.Run(object? item, Call call)
    {
        var random = (call.Random ?? Generators.Unseeded(this)!).Own;
        return Crop(Item.Image(item, this), Draw(random, Label, Image, FgIndices, BgIndices), call.Lazy ?? Lazy).ToList<object?>();
    }

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => image;

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => Crop(image, (Drawn)operation.Drawn!, Lazy);

    private List<MetaTensor> Crop(MetaTensor image, Values<Drawn> drawn, bool lazy) => [.. drawn.Select(one => Crop(image, one, lazy))];

    private MetaTensor Crop(MetaTensor image, Drawn drawn, bool lazy)
    {
        var shape = image.SpatialShape;
        var size = Transforms.SpatialSize.Resolve(SpatialSize, shape);
        var start = drawn.Center.Zip(size, CenterSpatialCrop.Start).ToArray();
        var window = Mapping.Window(image.Grid, start, Values.From(Enumerable.Range(0, start.Length).Select(i => Math.Min(size[i], shape[i] - start[i]))));
        return image.Resample(window, lazy).Push(new(this, image.Grid, window, drawn));
    }

    private ((long Count, Func<long, long> Voxel) Foreground, (long Count, Func<long, long> Voxel) Background) Count(Tensor label, Tensor? image)
    {
        var foreground = (label.shape[0] > 1 ? label.narrow(0, 1, label.shape[0] - 1) : label).ne(0).any(0);
        var background = foreground.logical_not();
        background = image is null ? background : background.logical_and(image.gt(ImageThreshold).any(0));
        return (From(new(foreground)), From(new(background)));

        static (long, Func<long, long>) From(VoxelChoice voxels) => (voxels.Count, n => voxels[n]);
    }

    private static (long Count, Func<long, long> Voxel) Known(Values<long> indices) => (indices.Count, n => indices[(int)n]);

    private static Values<long> Unravel(long index, Values<long> shape)
    {
        var position = new long[shape.Count];
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            (index, position[axis]) = Math.DivRem(index, shape[axis]);
        }
        return position;
    }

    /// <summary>The nearest middle whose region lies inside the image.</summary>
    private Values<long> Inside(Values<long> center, Values<long> shape)
    {
        var size = Transforms.SpatialSize.Resolve(SpatialSize, shape);
        if (size.Zip(shape).Any(pair => pair.First > pair.Second))
        {
            size = AllowSmaller ? Values.From(size.Zip(shape, Math.Min)) : throw new ArgumentException(
                $"regions of {size} voxels do not fit into an image of {shape}; pad it before (SpatialPad), or set AllowSmaller.");
        }
        return Values.From(Enumerable.Range(0, shape.Count).Select(axis =>
        {
            var first = size[axis] / 2;
            var end = (long)(shape[axis] + 1 - size[axis] / 2.0);
            end = first == end ? end + 1 : end;
            return Math.Min(Math.Max(center[axis], first), end - 1);
        }));
    }

    /// <summary>Crops keys of a sample around foreground and background of one of them; one sample becomes several.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="LabelKey">The key that tells foreground.</param>
    /// <param name="SpatialSize">Size of the regions; 0 or -1 for the image's own.</param>
    /// <param name="Pos">Weight of foreground.</param>
    /// <param name="Neg">Weight of background.</param>
    /// <param name="NumSamples">Number of regions.</param>
    /// <param name="ImageKey">The key above whose threshold background may lie; anywhere if null.</param>
    /// <param name="ImageThreshold">See <paramref name="ImageKey"/>.</param>
    /// <param name="FgIndicesKey">Key of foreground indices known beforehand.</param>
    /// <param name="BgIndicesKey">Key of background indices known beforehand.</param>
    /// <param name="AllowSmaller">Whether images smaller than a region are allowed.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string LabelKey, Values<int> SpatialSize, double Pos = 1, double Neg = 1, int NumSamples = 1, string? ImageKey = null,
        double ImageThreshold = 0, string? FgIndicesKey = null, string? BgIndicesKey = null, bool AllowSmaller = false, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly RandCropByPosNegLabel cropper = new(SpatialSize, null, Pos, Neg, NumSamples, null, ImageThreshold, AllowSmaller: AllowSmaller);

        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool Lazy { get; init; }

        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => new(source(), source());

        private protected override object? Run(Sample sample, Call call)
        {
            var random = (call.Random ?? Generators.Unseeded(this)!).Inner;
            var drawn = At(LabelKey, () => cropper.Draw(
                random, sample.Image(LabelKey).Data, ImageKey is null ? null : sample.Image(ImageKey).Data, Indices(sample, FgIndicesKey), Indices(sample, BgIndicesKey)));
            var rest = new[] { FgIndicesKey, BgIndicesKey }.OfType<string>().Aggregate(sample, (s, key) => s.Without(key));
            return drawn.Select(one => (object?)ForEachKey(rest, (key, _) => cropper.Crop(sample.Image(key), one, call.Lazy ?? Lazy))).ToList();
        }

        private static Values<long>? Indices(Sample sample, string? key)
        {
            if (key is null || !sample.TryGetValue(key, out var value))
            {
                return null;
            }
            using var scope = NewDisposeScope();
            return value switch
            {
                Values<long> indices => indices,
                MetaTensor image => image.Data.to_type(ScalarType.Int64).data<long>().ToArray(),
                Tensor tensor => tensor.to_type(ScalarType.Int64).data<long>().ToArray(),
                IEnumerable<object?> list => Values.From(list.Select(Convert.ToInt64)),
                _ => throw new ArgumentException($"key '{key}' holds {Medulla.Sample.Describe(value)}; a list of voxel indices is expected."),
            };
        }
    }
}
