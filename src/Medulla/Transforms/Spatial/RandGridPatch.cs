using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms.Spatial;

/// <summary>Cuts an image into the patches of a grid that begins at a random place, as one batch; see <see cref="GridPatch"/>.</summary>
/// <param name="PatchSize">Voxels of a patch along each axis; 0 for the whole axis.</param>
/// <param name="MinOffset">Least place of the first patch, one number or one for each axis; 0 if null.</param>
/// <param name="MaxOffset">Largest place of the first patch; what whole patches leave over of the image if null.</param>
/// <param name="NumPatches">How many patches to give, missing ones filled up; all if null.</param>
/// <param name="Overlap">How much neighbours share, a share of a patch; one number, or one for channels and one for each axis.</param>
/// <param name="SortFn">Which patches come first where <paramref name="NumPatches"/> is given; the grid's order if null.</param>
/// <param name="Threshold">Only patches whose sum over all channels is below this are kept, and none is filled up; all if null.</param>
/// <param name="PadMode">What lies outside the image; null to take only patches that fit.</param>
/// <param name="ConstantValues">The value for constant padding, and of patches that are filled up.</param>
public sealed record RandGridPatch(
    Values<int> PatchSize, Values<int>? MinOffset = null, Values<int>? MaxOffset = null, int? NumPatches = null, Values<double>? Overlap = null,
    GridPatchSort? SortFn = null, double? Threshold = null, PadMode? PadMode = null,
    [property: ReferenceName("constant_values", "value")] double ConstantValues = 0) : RandomTransform<RandGridPatch.Drawn>(1)
{
    /// <summary>What a call drew.</summary>
    /// <param name="Offset">Where the first patch lies.</param>
    /// <param name="Order">The order of the patches; null where it is not random.</param>
    public sealed record Drawn(Values<int> Offset, Values<int>? Order);

    private bool IsShuffled => SortFn == GridPatchSort.Random && NumPatches > 0;

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var offset = DrawOffset(random, image);
        return new(offset, DrawOrder(random, image, offset));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => drawn.Order is { } order && Count(image, drawn.Offset) is var count && count != order.Count
            ? throw new ArgumentException($"RandGridPatch: the order was drawn for {order.Count} patches, but this image has {count}. Images of one sample must be of one size.")
            : Cut(drawn.Offset).Apply(image, drawn.Order);

    /// <summary>There is no decision to draw; every call acts.</summary>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image) => Draw(generators.Own, image);

    /// <inheritdoc/>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first) => Draw(generators.Own, first);

    private Values<int> DrawOffset(RandomState random, MetaTensor image)
    {
        int[] Given(Values<int>? offset, string name) => [.. offset is null ? new int[PatchSize.Count] : SpatialSize.PerAxis(offset, PatchSize.Count, name)];
        var low = Given(MinOffset, "min_offset");
        var high = MaxOffset is null ? [.. image.SpatialShape.Zip(PatchSize, (n, patch) => (int)(n % patch))] : Given(MaxOffset, "max_offset");
        return Values.From(low.Zip(high, (from, to) => to >= from ? (int)random.RandInt(from, to + 1)
            : throw new ArgumentException($"RandGridPatch: the least offset {Values.Create(low)} is above the largest {Values.Create(high)}.")));
    }

    private Values<int>? DrawOrder(RandomState random, MetaTensor image, Values<int> offset)
        => IsShuffled ? Values.From(random.Permutation(Count(image, offset))) : null;

    private GridPatch Cut(Values<int> offset) => new(PatchSize, offset, NumPatches, Overlap, SortFn, Threshold, PadMode, ConstantValues);

    private int Count(MetaTensor image, Values<int> offset) => Cut(offset).Count(image);

    /// <summary>The keys of a sample share one grid. As in the reference, each key's patches are shuffled on their own.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="PatchSize">Voxels of a patch along each axis; 0 for the whole axis.</param>
    /// <param name="MinOffset">Least place of the first patch; 0 if null.</param>
    /// <param name="MaxOffset">Largest place of the first patch; what whole patches leave over of the image if null.</param>
    /// <param name="NumPatches">How many patches to give; all if null.</param>
    /// <param name="Overlap">How much neighbours share, a share of a patch.</param>
    /// <param name="SortFn">Which patches come first; the grid's order if null.</param>
    /// <param name="Threshold">Only patches whose sum is below this are kept; all if null.</param>
    /// <param name="PadMode">What lies outside the image; null to take only patches that fit.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    /// <param name="ConstantValues">The value for constant padding, and of patches that are filled up.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<int> PatchSize, Values<int>? MinOffset = null, Values<int>? MaxOffset = null, int? NumPatches = null,
        Values<double>? Overlap = null, GridPatchSort? SortFn = null, double? Threshold = null, PadMode? PadMode = null, bool AllowMissingKeys = false,
        [property: ReferenceName("constant_values", "value")] double ConstantValues = 0) : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly RandGridPatch cutter = new(PatchSize, MinOffset, MaxOffset, NumPatches, Overlap, SortFn, Threshold, PadMode, ConstantValues);

        /// <inheritdoc/>
        public override Generators? CreateGenerators(Func<RandomState> source) => new(source());

        private protected override Sample Apply(Sample sample, Call call)
        {
            var random = (call.Random ?? Generators.Unseeded(this)!).Own;
            Values<int>? offset = null;
            return ForEachKey(sample, (key, _) =>
            {
                var image = sample.Image(key);
                offset ??= cutter.DrawOffset(random, image);
                return cutter.Cut(offset).Apply(image, cutter.DrawOrder(random, image, offset));
            });
        }
    }
}
