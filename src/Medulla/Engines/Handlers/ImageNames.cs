using System.Collections;
using Medulla.Data;

namespace Medulla.Engines.Handlers;

/// <summary>The files that images of a batch came from, for reports.</summary>
internal static class ImageNames
{
    private const string File = "filename_or_obj";

    /// <summary>A name for each: of metadata, of dictionaries that have "filename_or_obj", or of images; text is itself.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static IReadOnlyList<string> Of(object? data) => data switch
    {
        Batch batch => [.. batch.Samples.Select(Name)],
        Sample or IDictionary when BatchPreparation.Get(data, File) is IEnumerable files and not string => [.. files.Cast<object?>().Select(file => $"{file}")],
        string or Sample or IDictionary or Metadata or MetaTensor => [Name(data)],
        IEnumerable list => [.. list.Cast<object?>().Select(Name)],
        _ => throw new ArgumentException($"names of images are to be taken from {Sample.Describe(data)}; give a batch_transform such as lambda x: [xx['image'].meta for xx in x]."),
    };

    private static string Name(object? one) => one switch
    {
        Metadata metadata => metadata.FileName ?? "",
        MetaTensor image => image.Metadata.FileName ?? "",
        Sample or IDictionary when BatchPreparation.Get(one, File) is { } file => $"{file}",
        Sample sample when sample.Values.OfType<MetaTensor>().FirstOrDefault() is { } image => image.Metadata.FileName ?? "",
        string text => text,
        _ => throw new ArgumentException($"the name of an image is to be taken from {Sample.Describe(one)}; metadata, or an image, are expected."),
    };
}
