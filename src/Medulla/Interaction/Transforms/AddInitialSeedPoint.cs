using Medulla.Randomness;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Draws first clicks into a label: in a slice (or picture) one into each region, in a volume without slices one in all.</summary>
/// <param name="Label">Key of the label, [C, H, W] or [1, D, H, W].</param>
/// <param name="Guidance">Key for the clicks: JSON text [[point, ...], [none, ...]], clicks into the object and as many that are -1 throughout; points are (steps out of the region, voxel indices).</param>
/// <param name="Sids">Key of the slices that show the label, see <see cref="FindAllValidSlices"/>.</param>
/// <param name="Sid">Key of the slice to take, where it is one of those; a random one otherwise.</param>
/// <param name="ConnectedRegions">How many regions of a slice get a click; points are -1 throughout where it has fewer.</param>
/// <exception cref="ArgumentException">On a call: the label is empty.</exception>
public sealed record AddInitialSeedPoint(
    string Label = "label", string Guidance = "guidance", string Sids = "sids", string Sid = "sid", int ConnectedRegions = 5) : SampleTransform(Label)
{
    /// <inheritdoc/>
    public override Generators CreateGenerators(Func<RandomState> source) => new(source());

    private protected override Sample Apply(Sample sample, Call call)
    {
        var random = (call.Random ?? Generators.Unseeded(this)!).Own;
        var slice = At(Sids, () => ClassSeeds.Slice(sample.GetValueOrDefault(Sids), sample.GetValueOrDefault(Sid), random));
        var points = At(Label, () => SeedPoints.OfLabel(random, sample.Image(Label).Data, slice, isLast: false, ConnectedRegions)
            ?? throw new ArgumentException($"the label is empty{(slice is null ? "" : $" in slice {slice}")}, so there is nothing to click into; leave such samples out."));
        return sample.With(Guidance, Clicks.Json([points, points.Select(point => SeedPoints.Nowhere(point.Length))]));
    }
}
