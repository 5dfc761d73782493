using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Picks one class of a label map of abdominal organs (those of the "Beyond the Cranial Vault" challenge, 1 for spleen to 14 for left adrenal
/// gland); what is of it becomes its place in the list of names, from 1, all else 0. Its name is put into the sample as "current_label".
/// </summary>
/// <param name="Keys">Keys, of which "label" counts.</param>
/// <param name="LabelNames">The classes to pick from, all alike.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">A name is that of no organ; on a call, there are no names.</exception>
public sealed record SingleLabelSelection(Values<string> Keys, Values<string>? LabelNames = null, bool AllowMissingKeys = false)
    : FixedKeyTransform(Keys, AllowMissingKeys)
{
    private static readonly string[] Organs =
    [
        "spleen", "right kidney", "left kidney", "gallbladder", "esophagus", "liver", "stomach", "aorta", "inferior vena cava", "portal_vein",
        "splenic_vein", "pancreas", "right adrenal gland", "left adrenal gland",
    ];

    /// <summary>The classes to pick from.</summary>
    public Values<string> LabelNames { get; init; } = (LabelNames ?? []).FirstOrDefault(name => !Organs.Contains(name)) is { } unknown
        ? throw new ArgumentException($"SingleLabelSelection: '{unknown}' is none of the organs it knows: {string.Join(", ", Organs)}.") : LabelNames ?? [];

    private protected override string Only => Label;

    /// <inheritdoc/>
    /// <remarks>With a single name nothing is random, and the step takes no seed from a pipeline.</remarks>
    public override Generators? CreateGenerators(Func<RandomState> source) => LabelNames.Count > 1 ? new(source()) : null;

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
    {
        var picked = LabelNames.Count switch
        {
            0 => throw new ArgumentException("there are no label_names to pick from; give at least one."),
            1 => 0,
            var count => (call.Random ?? Generators.Unseeded(this)!).Own.Choice(count),
        };
        var label = TensorMemory.Scoped(() =>
        {
            var chosen = image.Data.masked_fill(image.Data.ne(Array.IndexOf(Organs, LabelNames[picked]) + 1), 0);
            return chosen.masked_fill(chosen.gt(0), picked + 1);
        });
        return sample.With("current_label", LabelNames[picked]).With(Label, Item.Like(sample[Label], label));
    }
}
