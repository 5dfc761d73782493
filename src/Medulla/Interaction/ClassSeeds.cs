using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>First clicks for each class of a sample, in slices that show it.</summary>
internal static class ClassSeeds
{
    /// <summary>The first clicks of each class that has slices.</summary>
    /// <param name="sample">The sample, with "label_names".</param>
    /// <param name="label">The label map.</param>
    /// <param name="sids">Key of the slices of each class.</param>
    /// <param name="sid">Key of the slice to take of each class, where it is one of those; a random one otherwise.</param>
    /// <param name="regions">How many regions of a slice get a click.</param>
    /// <param name="random">What to draw from: for each class the slice, then the points.</param>
    /// <param name="nameOf">What is written for a class: its points, null if it does not show, as text.</param>
    public static Dictionary<string, object?> Of(
        Sample sample, Tensor label, string sids, string sid, int regions, RandomState random, Func<string, List<long[]>?, string> nameOf)
    {
        using var scope = NewDisposeScope();
        var values = SampleClasses.Of(sample).ToDictionary(one => one.Name, one => one.Value);
        Dictionary<string, object?> clicks = [];
        foreach (var (name, slices) in SampleClasses.Named(sample, sids))
        {
            var slice = Slice(slices, SampleClasses.Find(sample, sid, name), random);
            if (!values.TryGetValue(name, out var value))
            {
                throw new ArgumentException($"'{sids}' has slices of '{name}', which is none of the classes {string.Join(", ", values.Keys)} in '{SampleClasses.Key}'.");
            }
            clicks[name] = nameOf(name, SeedPoints.OfLabel(random, SampleClasses.Mask(label, name, value), slice, isLast: true, regions));
        }
        return clicks;
    }

    /// <summary>The slice asked for if it is one of those there are, else a random one of them; null if there are none.</summary>
    public static long? Slice(object? slices, object? asked, RandomState random)
    {
        if (slices is null || Clicks.Whole(slices) is not { Length: > 0 } all)
        {
            return null;
        }
        return asked is not null && (long)Clicks.Number(asked) is var slice && all.Contains(slice) ? slice
            : all[random.Choice(all.Length, 1, replace: false)[0]];
    }
}
