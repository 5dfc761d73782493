using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Io;

namespace Medulla.Data;

/// <summary>
/// A task of the Medical Segmentation Decathlon that lies in a folder, kept in memory up to the first random step. Of the labelled items a random
/// part is for validation, the same for each seed.
/// </summary>
public sealed class DecathlonDataset : IDataset, IDisposable
{
    private readonly CacheDataset cached;

    /// <summary>Fills the cache.</summary>
    /// <param name="rootDir">The folder of the task's folder.</param>
    /// <param name="task">The task, such as "Task09_Spleen".</param>
    /// <param name="section">"training", "validation" or "test".</param>
    /// <param name="transform">The pipeline; images and labels are read if null.</param>
    /// <param name="download">Whether to fetch what is missing, which is not done here.</param>
    /// <param name="seed">Seed of the choice for validation.</param>
    /// <param name="valFrac">Part of the labelled items that is for validation, in [0, 1].</param>
    /// <param name="cacheNum">Number of items to keep; all if null.</param>
    /// <param name="cacheRate">Part of the items to keep, in [0, 1].</param>
    /// <param name="workers">Number of threads that fill the cache; the number of processors if null.</param>
    /// <exception cref="DirectoryNotFoundException">The task is not there.</exception>
    /// <exception cref="ArgumentException">There is no such section.</exception>
    public DecathlonDataset(
        string rootDir, string task, string section, Compose? transform = null, bool download = false, uint seed = 0, double valFrac = 0.2, int? cacheNum = null,
        double cacheRate = 1, [ReferenceName("num_workers")] int? workers = null)
    {
        var folder = Path.Combine(rootDir, task);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"DecathlonDataset: there is no folder {folder}; {(download ? "nothing is downloaded here: " : "")}get {task} from http://medicaldecathlon.com and unpack it there.");
        }
        Check.Probability(valFrac);
        var items = Datalist.Load(Path.Combine(folder, "dataset.json"), section == "test" ? section : "training");
        int[] order = [.. Enumerable.Range(0, items.Count)];
        new RandomState(seed).Shuffle<int>(order);
        var held = (int)(items.Count * valFrac);
        Indices = Values.From(section switch
        {
            "training" => order[held..],
            "validation" => order[..held],
            "test" => Enumerable.Range(0, items.Count),
            _ => throw new ArgumentException($"DecathlonDataset: section is '{section}'; it can be training, validation or test.", nameof(section)),
        });
        transform ??= new(new LoadImage().On(section == "test" ? ["image"] : ["image", "label"]));
        cached = new([.. Indices.Select(index => items[index])], transform, cacheNum, workers, cacheRate);
    }

    /// <summary>Numbers of the items in the task's list.</summary>
    public Values<int> Indices { get; }

    /// <inheritdoc/>
    public int Count => cached.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => cached.Item(index);

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => cached.Get(index, seed);

    /// <summary>Frees what is kept.</summary>
    public void Dispose() => cached.Dispose();
}
