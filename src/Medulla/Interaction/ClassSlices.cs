using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>The slices of a volume that show a class.</summary>
internal static class ClassSlices
{
    /// <summary>The sample with the slices of each of its classes under a key, if it has classes.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="label">The label map, [1, H, W, D].</param>
    /// <param name="key">The key for the slices.</param>
    /// <param name="check">Rejects label maps of other shapes.</param>
    /// <param name="missing">What stands for no slices.</param>
    public static Sample Find(Sample sample, MetaTensor label, string key, Action<MetaTensor> check, long[] missing)
    {
        check(label);
        using var scope = NewDisposeScope();
        var slices = SampleClasses.Of(sample).ToDictionary(one => one.Name, one => Of(label.Data[0].eq(one.Value).flatten(0, 1).any(0)) switch
        {
            [] => (object?)Clicks.Item(missing),
            var found => Clicks.Item(found),
        });
        return slices.Count > 0 ? sample.With(key, slices) : sample;
    }

    /// <summary>The numbers of the slices where something is.</summary>
    /// <param name="shown">[slices], bool.</param>
    public static long[] Of(Tensor shown) => shown.nonzero().flatten().cpu().contiguous().AsSpan<long>().ToArray();
}
