using Medulla.Imaging;
using System.Collections;
using System.Security.Cryptography;
using System.Text;
using Medulla.Transforms;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>
/// Keeps on disk what the steps before the first random one give, and runs only the rest on each request. The name of an entry is
/// a hash of the item, of the size and time of its files, and of those steps as they print.
/// </summary>
/// <remarks>
/// Records print their parameters, so a changed pipeline makes entries of its own. Functions in a Lambda print alike, whatever
/// they do, and so do classes of one's own that do not override ToString: give such pipelines another folder when they change.
/// </remarks>
/// <param name="items">The items, such as paths under "image" and "label".</param>
/// <param name="transform">The pipeline; items are as they are given if null.</param>
/// <param name="cacheDir">Folder for the entries, made if missing; nothing is kept if null.</param>
public sealed class PersistentDataset([ReferenceName("data")] IReadOnlyList<Sample> items, Compose? transform, string? cacheDir = null) : IDataset
{
    private readonly Compose transform = transform ?? new();
    private readonly int steps = (transform ?? new()).DeterministicSteps;

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => items[index];

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed)
    {
        var call = new Call(Generators.For(transform, seed));
        return Samples.Of(Transforms.Item.Scoped(() => transform.RunSteps(Stored(items[index]), call, steps, transform.Transforms.Count)));
    }

    /// <summary>The file that keeps an item.</summary>
    /// <exception cref="InvalidOperationException">Nothing is kept.</exception>
    public string PathOf(int index) => PathOf(items[index]);

    private string PathOf(Sample item)
    {
        var text = new StringBuilder();
        Describe(text, item);
        foreach (var step in transform.Transforms.Take(steps))
        {
            text.Append(step).Append('\n');
        }
        return Path.Combine(
            cacheDir ?? throw new InvalidOperationException("PersistentDataset: nothing is kept, for there is no cache_dir."), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32] + ".safetensors");
    }

    /// <summary>Writes down a value such that other values read otherwise: files with size and time, tensors with a hash of their content.</summary>
    private static void Describe(StringBuilder text, object? value)
    {
        switch (value)
        {
            case Sample sample:
                foreach (var (key, inner) in sample)
                {
                    Describe(text.Append(key).Append('='), inner);
                }
                break;
            case string file when File.Exists(file):
                var info = new FileInfo(file);
                text.Append(file).Append('\n').Append(info.Length).Append(' ').Append(info.LastWriteTimeUtc.Ticks);
                break;
            case MetaTensor image:
                Describe(text.Append(string.Join(' ', image.Affine.RowMajor.ToArray())).Append(' '), image.Data);
                break;
            case Tensor tensor:
                using (var voxels = tensor.cpu().contiguous())
                {
                    text.Append(tensor.dtype).Append(string.Join(' ', tensor.shape)).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(voxels.bytes)));
                }
                break;
            case IList list:
                foreach (var inner in list)
                {
                    Describe(text.Append("- "), inner);
                }
                break;
            default:
                text.Append(value);
                break;
        }
        text.Append('\n');
    }

    private object? Stored(Sample item)
    {
        if (cacheDir is null)
        {
            return transform.RunSteps(item, default, 0, steps);
        }
        var path = PathOf(item);
        if (File.Exists(path))
        {
            try
            {
                return SampleFile.Load(path);
            }
            catch (WeightsFormatException)
            {
                // A damaged entry is made anew; it is written whole or not at all, so this takes a failing disk.
            }
        }
        var made = transform.RunSteps(item, default, 0, steps);
        Directory.CreateDirectory(cacheDir);
        SampleFile.Save(path, Samples.Of(made));
        return made;
    }
}
