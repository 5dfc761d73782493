using System.Collections;
using Medulla.Data;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Writes what a classifier says of each image to a CSV file: the image's file name, then the numbers.</summary>
/// <param name="Keys">The key of the numbers, one.</param>
/// <param name="MetaKeys">Where the image's metadata are: a dictionary with "filename_or_obj", or "key_meta_dict" of an image; those of the numbers themselves if null.</param>
/// <param name="Saver">Where lines go, in place of a file of its own.</param>
/// <param name="OutputDir">Folder of the file; made if missing.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Delimiter">What stands between columns.</param>
/// <param name="Overwrite">Whether a file that is there is begun anew; lines are appended if not.</param>
/// <param name="Flush">Whether each line is written at once; otherwise when <paramref name="Saver"/> is told to.</param>
/// <param name="AllowMissingKeys">Whether a sample without the key is passed over.</param>
/// <exception cref="ArgumentException">There are several keys; on a call, what should have the metadata does not.</exception>
public sealed record SaveClassification(
    Values<string> Keys, Values<string>? MetaKeys = null, CsvSaver? Saver = null, string OutputDir = "./", string Filename = "predictions.csv", string Delimiter = ",",
    bool Overwrite = true, bool Flush = true, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private const string Suffix = "_meta_dict";
    private static readonly Lock Turn = new();

    /// <summary>Where lines go.</summary>
    public CsvSaver Saver { get; init; } = Keys.Count == 1 ? Saver ?? new(OutputDir, Filename, Overwrite, delimiter: Delimiter)
        : throw new ArgumentException($"SaveClassification: {Keys.Count} keys were given; one is expected.", nameof(Keys));

    private protected override Sample Apply(Sample sample, Call call) => ForEachKey(sample, (key, _) =>
    {
        var (numbers, own) = sample[key] switch
        {
            MetaTensor image => (image.Data, image.Metadata.FileName),
            Tensor tensor => (tensor, null),
            var other => throw new ArgumentException($"numbers are expected, not {Sample.Describe(other)}."),
        };
        var name = MetaKeys is [var at, ..] ? NameAt(sample, at) : own;
        lock (Turn)
        {
            Saver.Save(numbers, name);
            if (Flush)
            {
                Saver.WriteLines();
            }
        }
        return sample[key];
    });

    private static string? NameAt(Sample sample, string key)
    {
        if (sample.TryGetValue(key, out var found))
        {
            return found switch
            {
                Sample fields when fields.TryGetValue("filename_or_obj", out var file) => $"{file}",
                IDictionary fields when fields["filename_or_obj"] is { } file => $"{file}",
                MetaTensor image => image.Metadata.FileName,
                _ => throw new ArgumentException($"'{key}' is {Sample.Describe(found)}; metadata with 'filename_or_obj' are expected."),
            };
        }
        return key.EndsWith(Suffix, StringComparison.Ordinal) && sample.TryGetValue(key[..^Suffix.Length], out var beside) && beside is MetaTensor its
            ? its.Metadata.FileName
            : throw new ArgumentException($"the sample has no '{key}', nor an image that it would belong to; it has {string.Join(", ", sample.Keys)}.");
    }
}
