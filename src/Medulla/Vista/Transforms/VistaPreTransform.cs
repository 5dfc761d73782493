using System.Collections;
using System.Globalization;
using Medulla.Imaging;
using Medulla.Interaction;
using Medulla.Transforms;

namespace Medulla.Vista.Transforms;

/// <summary>
/// Prepares what a user asks VISTA3D for: classes by name become numbers, classes that consist of others become those, and points of
/// special classes get the labels 2 and 3 in place of 0 and 1. It reads the sample's "label_prompt", a list of class numbers or
/// names, and "point_labels", nested lists of numbers; what is missing is passed over. He et al., VISTA3D (2024).
/// </summary>
/// <param name="Keys">Keys of the images, which stay as they are.</param>
/// <param name="AllowMissingKeys">Without effect, as images are not touched.</param>
/// <param name="SpecialIndex">The special classes, such as tumours and vessels; 25 to 29 and 117 if null.</param>
/// <param name="LabelsDict">Names of classes by number.</param>
/// <param name="Subclass">The parts of classes that consist of others, by number.</param>
/// <exception cref="ArgumentException">On a call: the prompt holds something else than numbers and known names.</exception>
public sealed record VistaPreTransform(
    Values<string> Keys, bool AllowMissingKeys = false, Values<int>? SpecialIndex = null, IReadOnlyDictionary<string, string>? LabelsDict = null,
    IReadOnlyDictionary<string, Values<int>>? Subclass = null) : SampleTransform(Keys, AllowMissingKeys)
{
    internal const string LabelPrompt = "label_prompt", PointLabels = "point_labels";

    private static readonly Values<int> Special = [25, 26, 27, 28, 29, 117];

    private protected override Sample Apply(Sample sample, Call call)
    {
        if (sample.GetValueOrDefault(LabelPrompt) is not { } asked)
        {
            return sample;
        }
        var classes = At(LabelPrompt, () => Numbers(asked));
        var result = Subclass is null ? sample : sample.With(LabelPrompt, Clicks.Item(classes.SelectMany(Parts)));
        return classes is [var first, ..] && (SpecialIndex ?? Special).Contains((int)first) && sample.GetValueOrDefault(PointLabels) is { } labels
            ? result.With(PointLabels, At(PointLabels, () => AsSpecial(Clicks.Read(labels)))) : result;
    }

    private IEnumerable<long> Parts(long number)
        => Subclass!.GetValueOrDefault(number.ToString(CultureInfo.InvariantCulture))?.Select(part => (long)part) ?? [number];

    private List<long> Numbers(object asked)
    {
        if (asked is not IEnumerable list || asked is string || !list.Cast<object?>().Any(item => item is string))
        {
            return [.. Clicks.Whole(asked)];
        }
        return [.. list.Cast<object?>().Select(item =>
            item is string name && !long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? Number(name) : (long)Clicks.Number(item))];
    }

    private long Number(string name)
    {
        var known = LabelsDict ?? new Dictionary<string, string>();
        return known.FirstOrDefault(entry => entry.Value.Equals(name, StringComparison.OrdinalIgnoreCase)).Key is { } number ? long.Parse(number, CultureInfo.InvariantCulture)
            : throw new ArgumentException($"there is no class '{name}'{(Spelling.Nearest(name, known.Values) is { } near ? $"; did you mean '{near}'?" : ".")} Names of classes come with labels_dict; new ones go by their numbers.");
    }

    private static List<object?> AsSpecial(List<object?> labels)
        => [.. labels.Select(label => label is List<object?> inner ? AsSpecial(inner) : Clicks.Number(label) is 0 or 1 ? (long)Clicks.Number(label) + 2 : label)];
}
