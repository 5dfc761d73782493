using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Finds the slices that show each class of a volume; slices lie along the last axis. A class that is missing gets ten times -1.</summary>
/// <param name="Keys">Keys, of which "label" counts: a volume [1, H, W, D]. The sample's "label_names" tell the classes.</param>
/// <param name="Sids">Key for the numbers of the slices, a dictionary of lists by class.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record FindAllValidSlicesMissingLabels(Values<string> Keys, string Sids = "sids", bool AllowMissingKeys = false) : FixedKeyTransform(Keys, AllowMissingKeys)
{
    private protected override string Only => Label;

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
        => ClassSlices.Find(sample, image, Sids, CheckVolume, SeedPoints.Nowhere(10));
}
