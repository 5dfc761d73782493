using System.IO.Compression;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Items of the arrays in a NumPy archive (.npz), along their first axis.</summary>
public sealed class NPZDictItemDataset : IDataset, IDisposable
{
    private readonly Dictionary<string, Tensor> arrays = [];
    private readonly Compose transform;

    /// <summary>Reads the archive.</summary>
    /// <param name="npzfile">The file.</param>
    /// <param name="keys">Which arrays of it to take, and the key of each in an item.</param>
    /// <param name="transform">The pipeline; items are as they are if null.</param>
    /// <param name="otherKeys">Further arrays to read, which items do not have; see <see cref="OtherKeys"/>.</param>
    /// <exception cref="InvalidDataException">The file is no such archive, lacks an array, or an array is damaged.</exception>
    /// <exception cref="ArgumentException">The arrays are not of one length.</exception>
    public NPZDictItemDataset(string npzfile, IReadOnlyDictionary<string, string> keys, Compose? transform = null, IReadOnlyList<string>? otherKeys = null)
    {
        this.transform = transform ?? new();
        using var archive = ZipFile.OpenRead(npzfile);
        Dictionary<string, Tensor> others = [];
        OtherKeys = others;
        try
        {
            foreach (var (name, key) in keys)
            {
                arrays[key] = Array(archive, npzfile, name);
            }
            foreach (var name in otherKeys ?? [])
            {
                others[name] = Array(archive, npzfile, name);
            }
            if (arrays.Count == 0 || arrays.Values.Any(array => array.Dimensions == 0 || array.shape[0] != arrays.Values.First().shape[0]))
            {
                throw new ArgumentException($"{npzfile}: {string.Join(", ", arrays.Select(pair => $"'{pair.Key}' is [{string.Join(", ", pair.Value.shape)}]"))}; arrays of one length are expected.", nameof(keys));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Further arrays by name.</summary>
    public IReadOnlyDictionary<string, Tensor> OtherKeys { get; }

    /// <inheritdoc/>
    public int Count => checked((int)arrays.Values.First().shape[0]);

    /// <inheritdoc/>
    public Sample Item(int index) => new(arrays.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value[index])));

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => transform.ApplyMany(Item(index), seed);

    /// <summary>Frees the arrays.</summary>
    public void Dispose()
    {
        foreach (var array in arrays.Values.Concat(OtherKeys.Values))
        {
            array.Dispose();
        }
    }

    private static Tensor Array(ZipArchive archive, string file, string name)
    {
        var entry = archive.GetEntry($"{name}.npy") ?? throw new InvalidDataException(
            $"{file}: there is no array '{name}'; it has {string.Join(", ", archive.Entries.Select(one => Path.GetFileNameWithoutExtension(one.Name)))}.");
        using var stream = entry.Open();
        return NumpyFile.Read(stream, $"{file}: {name}").DetachFromDisposeScope();
    }
}
