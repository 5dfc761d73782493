using System.Globalization;
using Medulla.Data;
using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Io;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Interaction.DeepGrow;

/// <summary>Prepares volumes for the training of Deepgrow, which segments one region at a time.</summary>
public static class DeepGrowDataset
{
    private const string Image = "image", Label = "label", Region = "region";

    /// <summary>
    /// Takes volumes apart into slices (or leaves them whole) and their labels into regions, and writes all as NumPy arrays: the folder "images" has
    /// slices [H, W] or volumes [D, H, W], "labels" a mask for each region in them. Slices without a label are left out.
    /// </summary>
    /// <param name="datalist">Items with the paths of a volume and its label.</param>
    /// <param name="outputDir">Where arrays are written.</param>
    /// <param name="dimension">2 for slices, 3 for volumes.</param>
    /// <param name="pixdim">Voxel size along each axis to resample to, millimetres.</param>
    /// <param name="imageKey">Key of the volumes' paths.</param>
    /// <param name="labelKey">Key of the labels' paths; null where there are none.</param>
    /// <param name="baseDir">The folder that paths are relative to; the working folder if null.</param>
    /// <param name="limit">How many items to prepare; all if 0.</param>
    /// <param name="relativePath">Whether paths in the result are relative to <paramref name="outputDir"/>.</param>
    /// <param name="transforms">Give volume and label without channels, [H, W, D]; if null they are read, turned to RAS and resampled.</param>
    /// <returns>An item for each region: "image", "label" and "region", the value in the label; "image" alone where there are no labels.</returns>
    /// <exception cref="ArgumentException">There are no items, or the dimension is another one.</exception>
    public static IReadOnlyList<Dictionary<string, object?>> CreateDataset(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> datalist, string outputDir, int dimension, Values<double> pixdim, string imageKey = Image,
        string? labelKey = Label, string? baseDir = null, int limit = 0, bool relativePath = false, ITransform? transforms = null)
    {
        ArgumentNullException.ThrowIfNull(datalist);
        if (dimension is not (2 or 3) || datalist.Count == 0)
        {
            throw new ArgumentException($"create_dataset: dimension is {dimension} and there are {datalist.Count} items; 2 or 3 and at least one item are expected.");
        }
        transforms ??= Reading(imageKey, labelKey, pixdim);
        List<Dictionary<string, object?>> made = [];
        foreach (var (index, item) in datalist.Take(limit > 0 ? limit : datalist.Count).Index())
        {
            using var scope = NewDisposeScope();
            var sample = new Sample { [imageKey] = PathOf(item[imageKey]) };
            sample = labelKey is not null && item.GetValueOrDefault(labelKey) is { } path ? sample.With(labelKey, PathOf(path)) : sample;
            sample = transforms.Run(sample, default) as Sample ?? throw new ArgumentException("create_dataset: the transforms must make one sample of one.");
            var volume = SlicesFirst(sample, imageKey);
            var label = labelKey is not null && sample.ContainsKey(labelKey) ? SlicesFirst(sample, labelKey) : null;
            var name = string.Create(CultureInfo.InvariantCulture, $"vol_idx_{index:0000}");
            if (dimension == 3)
            {
                made.AddRange(Write(volume, label, name));
                continue;
            }
            for (var slice = 0; slice < volume.shape[0]; slice++)
            {
                if (label is null || label[slice].to_type(ScalarType.Float64).sum().item<double>() != 0)
                {
                    made.AddRange(Write(volume[slice], label?[slice], string.Create(CultureInfo.InvariantCulture, $"{name}_slice_{slice:000}")));
                }
            }
        }
        return made;

        string PathOf(object? path) => Path.GetFullPath(path as string ?? throw new ArgumentException($"create_dataset: a path is expected, not {Sample.Describe(path)}."), Path.GetFullPath(baseDir ?? "."));

        IEnumerable<Dictionary<string, object?>> Write(Tensor image, Tensor? label, string name)
        {
            var written = WriteArray(image, "images", name);
            return label is null ? [new() { [Image] = written }] : label.unique().output.to_type(ScalarType.Int64).unique().output.cpu().AsSpan<long>().ToArray().Where(region => region != 0)
                .Select(region => new Dictionary<string, object?>
                {
                    [Image] = written,
                    [Label] = WriteArray(label.eq(region).to_type(ScalarType.Float32), "labels", string.Create(CultureInfo.InvariantCulture, $"{name}_region_{region:00}")),
                    [Region] = region,
                }).ToList();
        }

        string WriteArray(Tensor array, string folder, string name)
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(outputDir, folder)).FullName, $"{name}.npy");
            NumpyFile.Write(path, array);
            return relativePath ? Path.Combine(folder, $"{name}.npy") : path;
        }
    }

    private static Compose Reading(string imageKey, string? labelKey, Values<double> pixdim)
    {
        string[] keys = labelKey is null ? [imageKey] : [imageKey, labelKey];
        var spacing = new Spacing(pixdim);
        return new([.. new ITransform[]
        {
            new LoadImage(EnsureChannelFirst: true), new Orientation("RAS"), spacing, new SqueezeDim(),
        }.Select(step => new Keyed(Values.From(keys.Select(key => KeyValuePair.Create(
            key, step is Spacing && key == labelKey ? spacing with { Mode = Interpolation.Nearest } : step))), AllowMissingKeys: true))]);
    }

    private static Tensor SlicesFirst(Sample sample, string key) => sample.Image(key).Data is { Dimensions: 3 } volume ? volume.movedim([2], [0])
        : throw new ArgumentException($"create_dataset: '{key}' is [{string.Join(", ", sample.Image(key).Data.shape)}]; a volume without channels is expected, [H, W, D].");
}
