using System.Globalization;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Collects numbers by name and writes them to a CSV file, a line for each name.</summary>
/// <param name="outputDir">The folder; made if missing.</param>
/// <param name="filename">Name of the file.</param>
/// <param name="overwrite">Whether a file that is there is begun anew; lines are appended if not.</param>
/// <param name="flush">Whether each batch is written at once.</param>
/// <param name="delimiter">What stands between columns.</param>
[ReferenceName("CSVSaver")]
public sealed class CsvSaver(string outputDir = "./", string filename = "predictions.csv", bool overwrite = true, bool flush = false, string delimiter = ",")
{
    private readonly OrderedDictionary<string, double[]> cache = [];
    private bool isBegun = !overwrite;
    private int index;

    /// <summary>The file.</summary>
    public string FilePath => Path.Combine(outputDir, filename);

    /// <summary>What is collected and not yet written.</summary>
    public IReadOnlyDictionary<string, double[]> GetCache() => cache;

    /// <summary>Forgets what is collected.</summary>
    public void ResetCache() => cache.Clear();

    /// <summary>Collects numbers.</summary>
    /// <param name="data">The numbers, of any shape.</param>
    /// <param name="name">Under which name; their own number, from 0, if null.</param>
    public void Save(Tensor data, string? name = null)
    {
        using var scope = NewDisposeScope();
        cache[name ?? index.ToString(CultureInfo.InvariantCulture)] = data.detach().to_type(ScalarType.Float64).cpu().flatten().data<double>().ToArray();
        index++;
    }

    /// <summary>Collects numbers of several items.</summary>
    /// <param name="batchData">The numbers of each.</param>
    /// <param name="names">A name for each; their own numbers, from 0, if null.</param>
    /// <exception cref="ArgumentException">There are not as many names.</exception>
    public void SaveBatch(IReadOnlyList<Tensor> batchData, IReadOnlyList<string>? names = null)
    {
        if (names is not null && names.Count != batchData.Count)
        {
            throw new ArgumentException($"CSVSaver: there are {names.Count} names for {batchData.Count} items; as many are expected.", nameof(names));
        }
        for (var i = 0; i < batchData.Count; i++)
        {
            Save(batchData[i], names?[i]);
        }
        if (flush)
        {
            WriteLines();
        }
    }

    /// <summary>Writes what is collected.</summary>
    [ReferenceName("finalize")]
    public void WriteLines()
    {
        Directory.CreateDirectory(outputDir);
        if (!isBegun)
        {
            File.Delete(FilePath);
            isBegun = true;
        }
        File.AppendAllLines(FilePath, cache.Select(pair => string.Join(delimiter, pair.Value.Select(Runtime.NumberText.Of).Prepend(pair.Key))));
        ResetCache();
    }
}
