using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Joins the arrays of several keys along an axis, under a key of their own; it lies where the first of them does.</summary>
/// <param name="Keys">The keys, in order.</param>
/// <param name="Name">Key of the result.</param>
/// <param name="Dim">The axis; 0 joins channels.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">On a call: a key holds no array, or shapes differ along other axes.</exception>
public sealed record ConcatItems(Values<string> Keys, string Name, int Dim = 0, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        List<MetaTensor> items = [];
        ForEachKey(sample, (key, _) =>
        {
            items.Add(sample.Image(key));
            return null;
        });
        return items.Count == 0 ? sample : sample.With(Name, Joined(items, sample));
    }

    private object Joined(List<MetaTensor> items, Sample sample)
    {
        long[][] shapes = [.. items.Select(item => item.Data.shape)];
        var axis = Dim < 0 ? Dim + shapes[0].Length : Dim;
        if (shapes.Any(shape => shape.Length != shapes[0].Length || shape.Where((n, i) => i != axis && n != shapes[0][i]).Any()))
        {
            throw new ArgumentException(
                $"ConcatItems: arrays of {string.Join(", ", shapes.Select(shape => $"[{string.Join(", ", shape)}]"))} cannot be joined along axis {Dim}; elsewhere they must agree.");
        }
        var joined = cat([.. items.Select(item => item.Data)], axis);
        return sample[Keys.First(sample.ContainsKey)] is Tensor ? joined : items[0].WithData(joined);
    }
}
