using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Randomness;

namespace Medulla.Data.Generated;

/// <summary>
/// Data made up from a seed and written as files with a list of them. An item depends on the seed, its section and its number alone:
/// other counts leave the items that both have as they are, and the same seed gives the same files bit for bit.
/// </summary>
/// <param name="Training">Number of items to train on.</param>
/// <param name="Validation">Number of items to choose a network by.</param>
/// <param name="Test">Number of items to measure it on.</param>
/// <param name="Seed">What to draw from.</param>
public abstract record GeneratedDataset(int Training, int Validation, int Test, uint Seed)
{
    /// <summary>Name of the list, which <see cref="Datalist"/> reads: sections "training", "validation" and "test".</summary>
    public const string ListFile = "datalist.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Number of items to train on.</summary>
    public int Training { get; init; } = Check.NotNegative(Training);

    /// <summary>Number of items to choose a network by.</summary>
    public int Validation { get; init; } = Check.NotNegative(Validation);

    /// <summary>Number of items to measure it on.</summary>
    public int Test { get; init; } = Check.NotNegative(Test);

    /// <summary>What the numbers of the labels, or the positions of points, mean.</summary>
    public abstract Values<string> Labels { get; }

    /// <summary>How file names end, which says their format.</summary>
    protected abstract string Ending { get; }

    /// <summary>One item: images, which become files, and values, which go into the list.</summary>
    /// <param name="random">What to draw from.</param>
    public abstract IReadOnlyDictionary<string, object> Create(RandomState random);

    /// <summary>Writes all items: images as <c>images/training_001.png</c> for a key "image", and <see cref="ListFile"/>.</summary>
    /// <param name="directory">The folder; made if missing.</param>
    /// <returns>The path of the list.</returns>
    public string Write(string directory)
    {
        (string Name, int Count)[] sections = [("training", Training), ("validation", Validation), ("test", Test)];
        var list = new JsonObject { ["name"] = GetType().Name, ["seed"] = Seed, ["labels"] = new JsonObject(Labels.Select((name, i) => KeyValuePair.Create($"{i}", (JsonNode?)name))) };
        foreach (var ((name, count), number) in sections.Select((section, i) => (section, i)))
        {
            var items = new JsonNode[count];
            Parallel.For(0, count, i => items[i] = WriteItem(directory, $"{name}_{i + 1:000}", new RandomState(DataLoader.SeedOf(Seed, number, i))));
            list[name] = new JsonArray(items);
        }
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, ListFile);
        File.WriteAllText(path, list.ToJsonString(Indented) + "\n");
        return path;
    }

    private JsonObject WriteItem(string directory, string name, RandomState random)
    {
        var item = new JsonObject();
        foreach (var (key, value) in Create(random))
        {
            if (value is not ImageVolume image)
            {
                item[key] = JsonSerializer.SerializeToNode(value);
                continue;
            }
            var folder = $"{key}s";
            Directory.CreateDirectory(Path.Combine(directory, folder));
            ImageFile.Write(Path.Combine(directory, folder, name + Ending), image);
            item[key] = $"./{folder}/{name}{Ending}";
        }
        return item;
    }
}
