using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Draws first clicks for each class that has slices: in one of these one into each region, in a volume without slices one in all.</summary>
/// <param name="Keys">Keys, of which "label" counts: [C, H, W], or a volume [1, H, W, D]. The sample's "label_names" tell the classes.</param>
/// <param name="Guidance">Key for the clicks: a dictionary by class of JSON text, [[point, ...]], each point (steps out of the region, voxel indices).</param>
/// <param name="Sids">Key of the slices of each class, see <see cref="FindAllValidSlicesDeepEdit"/>.</param>
/// <param name="Sid">Key of the slice to take of each class, where it is one of those; a random one otherwise.</param>
/// <param name="ConnectedRegions">How many regions of a slice get a click; points are -1 throughout where it has fewer.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">On a call: a class does not show; see <see cref="AddInitialSeedPointMissingLabels"/>.</exception>
public sealed record AddInitialSeedPointDeepEdit(
    Values<string> Keys, string Guidance = "guidance", string Sids = "sids", string Sid = "sid", int ConnectedRegions = 5, bool AllowMissingKeys = false)
    : FixedKeyTransform(Keys, AllowMissingKeys)
{
    private protected override string Only => Label;

    /// <inheritdoc/>
    public override Generators CreateGenerators(Func<RandomState> source) => new(source());

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
        => sample.With(Guidance, ClassSeeds.Of(
            sample, image.Data, Sids, Sid, ConnectedRegions, (call.Random ?? Generators.Unseeded(this)!).Own,
            (name, points) => Clicks.Json([points ?? throw new ArgumentException($"the label does not show '{name}'; AddInitialSeedPointMissingLabelsd goes on without.")])));
}
