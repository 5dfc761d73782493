using System.Collections.Immutable;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Several samples as one: their images stacked to [B, C, spatial...], other values in lists. Owns its tensors.</summary>
public sealed class Batch : IDisposable, IReferenceForm
{
    private readonly Dictionary<string, Tensor> tensors = [];

    /// <summary>Stacks samples.</summary>
    /// <param name="samples">At least one; all with the same keys.</param>
    /// <param name="padToLargest">Whether smaller images are padded at their ends with zeros; otherwise shapes must agree.</param>
    /// <exception cref="ArgumentException">There are no samples, or keys or shapes differ.</exception>
    public Batch(IReadOnlyList<Sample> samples, bool padToLargest = false)
    {
        if (samples.Count == 0)
        {
            throw new ArgumentException("Batch: there are no samples to stack.");
        }
        if (samples.SelectMany(sample => sample.Keys).Distinct().FirstOrDefault(key => !samples.All(sample => sample.ContainsKey(key))) is { } missing)
        {
            throw new ArgumentException($"Batch: only some of the samples have the key '{missing}'; they must have the same keys.");
        }
        using var scope = NewDisposeScope();
        foreach (var (key, value) in samples[0])
        {
            if (value is MetaTensor or Tensor)
            {
                tensors[key] = Stack(key, [.. samples.Select(sample => sample.Image(key).Data)], padToLargest).DetachFromDisposeScope();
            }
        }
        Samples = [.. samples.Select((sample, i) => tensors.Keys.Aggregate(sample, (s, key) => s.With(key, View(sample.Image(key), tensors[key], i))))];
    }

    /// <summary>Samples that someone else stacked.</summary>
    private Batch(IReadOnlyList<Sample> samples, Sample stacked)
    {
        tensors = stacked.Where(pair => pair.Value is Tensor).ToDictionary(pair => pair.Key, pair => ((Tensor)pair.Value!).DetachFromDisposeScope());
        Samples = [.. samples.Select((sample, i) => tensors.Aggregate(
            new Sample(stacked.Select(pair => KeyValuePair.Create(pair.Key, sample.GetValueOrDefault(pair.Key)))),
            (made, pair) => made.With(pair.Key, Row(sample.GetValueOrDefault(pair.Key), pair.Value, i))))];
    }

    /// <summary>Number of samples.</summary>
    public int Count => Samples.Count;

    /// <summary>The stacked images by key, numbers as arrays [B], and lists of all other values.</summary>
    public object ReferenceForm => IsNameless ? tensors[Sample.NamelessKey] : new Sample(Samples[0].Keys.Select(key => KeyValuePair.Create(key, (object?)Collated(key))));

    /// <summary>The values of a key as one array where they are images or numbers, else in a list.</summary>
    internal object Collated(string key) => tensors.TryGetValue(key, out var stacked) ? stacked : Values(key) switch
    {
        var values when values.All(value => value is bool) => tensor(values.Cast<bool>().ToArray()),
        var values when values.All(value => value is int or long) => tensor(values.Select(Convert.ToInt64).ToArray()),
        var values when values.All(value => value is int or long or float or double) => tensor(values.Select(Convert.ToDouble).ToArray()),
        var values => values.ToList(),
    };

    /// <summary>The samples again, with their geometry and history; their voxels are views of the stacked ones.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Whether images were stacked under a key.</summary>
    public bool Has(string key) => tensors.ContainsKey(key);

    /// <summary>Whether its items are bare images without names.</summary>
    public bool IsNameless => Has(Sample.NamelessKey);

    /// <summary>The stacked images of a key, [B, C, spatial...].</summary>
    /// <exception cref="KeyNotFoundException">No images were stacked under the key.</exception>
    public Tensor this[string key] => tensors.TryGetValue(key, out var tensor) ? tensor
        : throw new KeyNotFoundException($"Batch: there are no images under '{key}', but under {string.Join(", ", tensors.Keys.Select(k => $"'{k}'"))}.");

    /// <summary>The stacked images of a key with what is known of each, as free-form batches hold them.</summary>
    internal MetaTensor Images(string key)
    {
        ImmutableList<MetaTensor> images = [.. Samples.Select(sample => sample.Image(key))];
        return new(this[key], images[0].Affine, images[0].Metadata with { Stacked = images });
    }

    /// <summary>The values of a key, one for each sample.</summary>
    public IReadOnlyList<object?> Values(string key) => [.. Samples.Select(sample => sample[key])];

    /// <summary>
    /// The samples with results of a network: each lies where the image that it was made of does, has its history, and is without the
    /// padding of the batch. Undoing the pipeline then puts it on the grid of the file.
    /// </summary>
    /// <param name="key">Key of the results; it may be that of the images.</param>
    /// <param name="results">[B, C, spatial...] of the batch's spatial shape.</param>
    /// <param name="of">Key of the images.</param>
    /// <exception cref="ArgumentException">The results are not of the batch's shape.</exception>
    public IReadOnlyList<Sample> With(string key, Tensor results, string of)
    {
        var (shape, expected) = (results.shape, this[of].shape);
        if (shape.Length != expected.Length || shape[0] != Count || !shape.AsSpan(2).SequenceEqual(expected.AsSpan(2)))
        {
            throw new ArgumentException($"Batch: results under '{key}' are [{string.Join(", ", shape)}]; images under '{of}' [{string.Join(", ", expected)}]: all but channels must agree.");
        }
        return [.. Samples.Select((sample, i) =>
        {
            var image = sample.Image(of);
            var voxels = image.SpatialShape.Select((n, axis) => (n, axis)).Aggregate(results[i].detach(), (part, one) => part.narrow(one.axis + 1, 0, one.n));
            return sample.With(key, image.WithData(voxels));
        })];
    }

    /// <summary>Frees the voxels.</summary>
    public void Dispose()
    {
        foreach (var tensor in Samples.SelectMany(sample => Transforms.Item.Tensors(sample)).Concat(tensors.Values))
        {
            tensor.Dispose();
        }
    }

    /// <summary>What was stacked by a function of another's, where it is a sample of as many items; null otherwise.</summary>
    internal static Batch? Of(IReadOnlyList<Sample> samples, object? collated)
        => collated is Sample stacked && stacked.Values.OfType<Tensor>().All(tensor => tensor.Dimensions > 0 && tensor.shape[0] == samples.Count) ? new(samples, stacked) : null;

    /// <summary>An item of what was stacked: an image where the sample's own has its shape, bare numbers otherwise.</summary>
    private static object Row(object? own, Tensor stacked, int index)
        => own is MetaTensor image && image.Data.shape.AsSpan().SequenceEqual(stacked.shape.AsSpan(1)) ? View(image, stacked, index) : stacked[index].DetachFromDisposeScope();

    private static MetaTensor View(MetaTensor image, Tensor stacked, int index)
    {
        var voxels = stacked[index];
        for (var axis = 0; axis < voxels.Dimensions; axis++)
        {
            voxels = voxels.narrow(axis, 0, image.Data.shape[axis]);
        }
        // What random steps drew may be as large as the image; a batch has no use for it.
        return image.WithData(voxels.DetachFromDisposeScope()).WithApplied([.. image.Applied.Select(operation => operation.WithoutTensors())]);
    }

    private static Tensor Stack(string key, Tensor[] images, bool padToLargest)
    {
        var rank = images[0].Dimensions;
        if (images.Any(image => image.Dimensions != rank))
        {
            throw Mismatch(key, images, "they must have the same number of axes");
        }
        long[] largest = [.. Enumerable.Range(0, (int)rank).Select(axis => images.Max(image => image.shape[axis]))];
        if (images.All(image => image.shape.AsSpan().SequenceEqual(largest)))
        {
            return stack(images);
        }
        if (!padToLargest)
        {
            throw Mismatch(key, images, "pad or crop them to one size (SpatialPad, RandSpatialCrop), or set padToLargest");
        }
        return stack(images.Select(image => nn.functional.pad(
            image, [.. image.shape.Zip(largest, (own, all) => new long[] { 0, all - own }).Reverse().SelectMany(pair => pair)], PaddingModes.Constant, 0)));
    }

    private static ArgumentException Mismatch(string key, Tensor[] images, string remedy)
        => new($"Batch: the images under '{key}' have different shapes, {string.Join("; ", images.Select(image => Imaging.Values.Create<long>(image.shape)).Distinct())}; {remedy}.");
}
