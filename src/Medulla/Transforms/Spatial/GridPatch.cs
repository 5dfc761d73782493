using Medulla.Data;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Cuts an image into the patches of a grid, as one batch; some may be left out.</summary>
/// <param name="PatchSize">Voxels of a patch along each axis; 0 for the whole axis.</param>
/// <param name="Offset">Where the first patch lies; 0 along each axis if null. May be negative if the image is padded.</param>
/// <param name="NumPatches">How many patches to give, missing ones filled up; all if null.</param>
/// <param name="Overlap">How much neighbours share, a share of a patch; one number, or one for channels and one for each axis.</param>
/// <param name="SortFn">Of which sums patches come first where <paramref name="NumPatches"/> is given; the grid's order if null.</param>
/// <param name="Threshold">Only patches whose sum over all channels is below this are kept, and none is filled up; all if null.</param>
/// <param name="PadMode">What lies outside the image; null to take only patches that fit.</param>
/// <param name="ConstantValues">The value for constant padding, and of patches that are filled up.</param>
/// <remarks>The result's metadata says under "location" where patches begin, one list for each axis, and under "count" how many there are.</remarks>
public sealed record GridPatch(
    Values<int> PatchSize, Values<int>? Offset = null, int? NumPatches = null, Values<double>? Overlap = null, GridPatchSort? SortFn = null,
    double? Threshold = null, PadMode? PadMode = null, [property: ReferenceName("constant_values", "value")] double ConstantValues = 0) : Transform
{
    /// <summary>How many patches to give.</summary>
    public int? NumPatches { get; init; } = NumPatches is { } n ? Check.NotNegative(n, nameof(NumPatches)) : null;

    /// <returns>[N, C, patch...].</returns>
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => SortFn == GridPatchSort.Random
            ? throw new ArgumentException("GridPatch sorts patches by \"min\", \"max\" or not at all; \"random\" was asked for, which RandGridPatch does.")
            : Apply(image, null);

    /// <summary>The patches, in an order that was drawn beforehand if one is given.</summary>
    internal MetaTensor Apply(MetaTensor image, IReadOnlyList<int>? order)
    {
        using var scope = NewDisposeScope();
        var (patches, locations) = Kept(image);
        if (NumPatches is { } asked and > 0)
        {
            if (Order(patches, order) is { } sorted)
            {
                (patches, locations) = Select(patches, locations, [.. sorted.Take(asked).Select(i => (long)i)]);
            }
            else if (patches.shape[0] > asked)
            {
                (patches, locations) = (patches.narrow(0, 0, asked), locations[..asked]);
            }
            if (Threshold is null && asked > patches.shape[0])
            {
                var missing = asked - patches.shape[0];
                patches = cat([patches, full([missing, .. patches.shape[1..]], ConstantValues, patches.dtype, patches.device)]);
                locations = [.. locations, .. Enumerable.Repeat(new long[PatchSize.Count], (int)missing)];
            }
        }
        return image.WithData(patches.MoveToOuterDisposeScope()).WithMetadata(image.Metadata with { Fields = image.Metadata.Fields.SetItems(Described(locations)) });
    }

    /// <summary>How many patches there are to be put into order.</summary>
    internal int Count(MetaTensor image)
    {
        using var scope = NewDisposeScope();
        return (int)Kept(image).Patches.shape[0];
    }

    private (Tensor Patches, long[][] Locations) Kept(MetaTensor image)
    {
        var all = Patches.IterPatch(
            image, [null, .. PatchSize.Select(n => (int?)n)], [0, .. (Offset ?? []).Select(n => (long)n)],
            Overlap is { Count: > 1 } each && each.Count == image.SpatialShape.Count ? [0, .. each] : Overlap, copyBack: false, PadMode, ConstantValues).ToList();
        if (all.Count == 0)
        {
            throw new ArgumentException(
                $"GridPatch: no patch of {PatchSize} voxels at {Offset?.ToString() ?? "0"} fits an image of {image.SpatialShape}; make it smaller, or say a pad_mode.");
        }
        var patches = stack(all.Select(one => one.Patch.Data));
        long[][] locations = [.. all.Select(one => one.Coordinates.select(1, 0).data<long>().Skip(1).ToArray())];
        if (Threshold is not { } threshold)
        {
            return (patches, locations);
        }
        return Select(patches, locations, Sums(patches).lt(threshold).nonzero().flatten().data<long>().ToArray());
    }

    private IReadOnlyList<int>? Order(Tensor patches, IReadOnlyList<int>? drawn)
    {
        if (SortFn is not (GridPatchSort.Min or GridPatchSort.Max))
        {
            return drawn;
        }
        var sums = Sums(patches);
        return [.. (SortFn == GridPatchSort.Min ? sums : -sums).argsort().data<long>().ToArray().Select(i => (int)i)];
    }

    private static Tensor Sums(Tensor patches) => patches.flatten(1).sum(1);

    private static (Tensor, long[][]) Select(Tensor patches, long[][] locations, long[] indices)
        => (patches.index_select(0, tensor(indices).to(patches.device)), [.. indices.Select(i => locations[i])]);

    private IEnumerable<KeyValuePair<string, object>> Described(long[][] locations)
    {
        Values<Values<long>> PerAxis(Func<int, int, long> value)
            => Values.From(Enumerable.Range(0, PatchSize.Count).Select(axis => Values.From(locations.Select((_, patch) => value(axis, patch)))));
        return new Dictionary<string, object>
        {
            ["location"] = PerAxis((axis, patch) => locations[patch][axis]),
            ["count"] = (long)locations.Length,
            ["spatial_shape"] = PerAxis((axis, _) => PatchSize[axis]),
            ["offset"] = Offset ?? Values.From(new int[PatchSize.Count]),
        };
    }
}
