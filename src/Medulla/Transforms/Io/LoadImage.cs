using System.Collections.Immutable;
using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Interaction;
using Medulla.Runtime;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Transforms.Io;

/// <summary>Reads an image from a file, or from the folder of a DICOM series. Of several, each becomes a channel.</summary>
/// <param name="Dtype">Element type of the voxels; the file's own if null.</param>
/// <param name="EnsureChannelFirst">Whether the axis of channels comes first, [C, spatial...]; otherwise axes are as in the file.</param>
/// <param name="Options">Limits for reading.</param>
/// <param name="Reader">Options of reading, or the name of a reader; of several the first counts. The file's content says what it is, whatever the name.</param>
/// <param name="AsClosestCanonical">See <see cref="FileReader"/>, as are those that follow; what the reader says if null.</param>
/// <param name="AffineLpsToRas">Whether positions are counted to the right and front.</param>
/// <param name="ReverseIndexing">Whether the axes of a picture come in the order across, down.</param>
/// <param name="Converter">What a picture becomes before its pixels are taken.</param>
/// <param name="ChannelDim">The axis of channels in the file.</param>
/// <exception cref="ImageFormatException">A file is damaged or of no known format.</exception>
/// <exception cref="FileNotFoundException">There is no such file.</exception>
public sealed record LoadImage(
    ScalarType? Dtype = ScalarType.Float32, bool EnsureChannelFirst = false, ImageReadOptions? Options = null, Values<FileReader>? Reader = null, bool? AsClosestCanonical = null,
    bool? AffineLpsToRas = null, bool? ReverseIndexing = null, Func<object?, object?>? Converter = null, ChannelAxis? ChannelDim = null) : ITransform
{
    private readonly FileReader reader = Merged(Reader is [var first, ..] ? first : new(), AsClosestCanonical, AffineLpsToRas, ReverseIndexing, Converter, ChannelDim);

    /// <summary>As the reference reads: an affine whose axes contradict the voxel sizes is corrected.</summary>
    private static readonly ImageReadOptions DefaultOptions = new() { RectifyAffine = true };

    /// <summary>The image in a file.</summary>
    public MetaTensor Apply(string path) => Finish(Read(path));

    /// <summary>The images in several files of the same grid, as channels of one.</summary>
    /// <exception cref="ArgumentException">There are no files, or their shapes differ.</exception>
    public MetaTensor Apply(IReadOnlyList<string> paths)
    {
        var images = paths.Select(Read).ToList();
        if (images.Count == 0 || images.Any(image => !image.Data.shape.AsSpan().SequenceEqual(images[0].Data.shape)))
        {
            throw new ArgumentException($"{paths.Count} files become the channels of one image only where their shapes agree: "
                + string.Join("; ", paths.Zip(images, (path, image) => $"{path} is [{string.Join(", ", image.Data.shape)}]")));
        }
        var joined = images[0].WithData(stack(images.Select(image => image.Data)));
        return joined.WithMetadata(joined.Metadata with { OriginalChannelDim = 0 });
    }

    object? ITransform.Run(object? item, Call call) => item switch
    {
        string path => Apply(path),
        IEnumerable<string> paths => Apply(paths.ToList()),
        IEnumerable<object?> paths when paths.All(path => path is string) => Apply(paths.Cast<string>().ToList()),
        _ => throw new ArgumentException($"LoadImage takes the path of a file, or several; it was given {Sample.Describe(item)}."),
    };

    private MetaTensor Finish(MetaTensor image)
        => EnsureChannelFirst ? new Utility.EnsureChannelFirst().Apply(image) : image;

    private MetaTensor Read(string path)
    {
        var options = Options ?? DefaultOptions;
        var volume = ImageFile.Read(path, options with { Dicom = reader.Dicom(options.Dicom) });
        var shape = volume.Header.ArrayShape;
        var metadata = new Metadata
        {
            FileName = path,
            OriginalAffine = volume.Affine,
            OriginalChannelDim = shape.Count > volume.Header.SpatialRank ? shape.Count - 1 : ChannelAxis.None,
            Fields = volume.Metadata.ToImmutableDictionary(),
        };
        var image = new MetaTensor(Voxels(volume, Dtype ?? Tensors.TypeOf(volume.Header.ValueType)), volume.Affine, metadata);
        return reader.Adjust(image, isPicture: volume.Header.SpatialRank == 2);
    }

    private static FileReader Merged(FileReader reader, bool? canonical, bool? ras, bool? reverse, Func<object?, object?>? converter, ChannelAxis? channels) => reader with
    {
        AsClosestCanonical = canonical ?? reader.AsClosestCanonical,
        AffineLpsToRas = ras ?? reader.AffineLpsToRas,
        ReverseIndexing = reverse ?? reader.ReverseIndexing,
        Converter = converter ?? reader.Converter,
        ChannelDim = channels ?? reader.ChannelDim,
    };

    private static Tensor Voxels(ImageVolume volume, ScalarType type)
    {
        var voxels = empty(volume.Header.ArrayShape.ToArray(), type);
        switch (type)
        {
            case ScalarType.Byte: volume.CopyTo(voxels.AsSpan<byte>()); break;
            case ScalarType.Int8: volume.CopyTo(voxels.AsSpan<sbyte>()); break;
            case ScalarType.Int16: volume.CopyTo(voxels.AsSpan<short>()); break;
            case ScalarType.Int32: volume.CopyTo(voxels.AsSpan<int>()); break;
            case ScalarType.Int64: volume.CopyTo(voxels.AsSpan<long>()); break;
            case ScalarType.Float16: volume.CopyTo(voxels.AsSpan<Half>()); break;
            case ScalarType.Float32: volume.CopyTo(voxels.AsSpan<float>()); break;
            case ScalarType.Float64: volume.CopyTo(voxels.AsSpan<double>()); break;
            default:
                using (var real = Voxels(volume, ScalarType.Float32))
                {
                    return real.to_type(type);
                }
        }
        return voxels;
    }

    /// <summary>Reads the images whose files are under keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Reader">As for <see cref="LoadImage"/>, and so are those of the same names below.</param>
    /// <param name="Dtype">Element type of the voxels; the file's own if null.</param>
    /// <param name="MetaKeys">Keys for the metadata, where <paramref name="ImageOnly"/> is false; key and postfix if null.</param>
    /// <param name="MetaKeyPostfix">What comes after an image's key in that of its metadata, for all or each.</param>
    /// <param name="Overwriting">Whether what is under the key of metadata may be replaced.</param>
    /// <param name="ImageOnly">Whether metadata are known to the image alone; otherwise they also lie beside it, in a dictionary.</param>
    /// <param name="EnsureChannelFirst">Whether the axis of channels comes first.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over; an error otherwise.</param>
    /// <param name="Options">Limits for reading.</param>
    /// <param name="AsClosestCanonical">See <see cref="FileReader"/>, as are those that follow; what the reader says if null.</param>
    /// <param name="AffineLpsToRas">Whether positions are counted to the right and front.</param>
    /// <param name="ReverseIndexing">Whether the axes of a picture come in the order across, down.</param>
    /// <param name="Converter">What a picture becomes before its pixels are taken.</param>
    /// <param name="ChannelDim">The axis of channels in the file.</param>
    /// <exception cref="TransformException">On a call: there is something under a key of metadata already.</exception>
    public sealed record Keyed(
        Values<string> Keys, Values<FileReader>? Reader = null, ScalarType? Dtype = ScalarType.Float32, Values<string>? MetaKeys = null, Values<string>? MetaKeyPostfix = null,
        bool Overwriting = false, bool ImageOnly = true, bool EnsureChannelFirst = false, bool AllowMissingKeys = false, ImageReadOptions? Options = null,
        bool? AsClosestCanonical = null, bool? AffineLpsToRas = null, bool? ReverseIndexing = null, Func<object?, object?>? Converter = null, ChannelAxis? ChannelDim = null)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly ITransform load = new LoadImage(Dtype, EnsureChannelFirst, Options, Reader, AsClosestCanonical, AffineLpsToRas, ReverseIndexing, Converter, ChannelDim);
        private readonly Values<string> metaKeys = SampleMetadata.Keys(nameof(LoadImage), Keys, MetaKeys, MetaKeyPostfix);

        private protected override Sample Apply(Sample sample, Call call)
        {
            var read = ForEachKey(sample, (key, _) => load.Run(sample[key], call));
            return ImageOnly ? read : Keys.Zip(metaKeys).Where(pair => read.ContainsKey(pair.First)).Aggregate(read, (result, pair) => At(pair.First, () =>
                Overwriting || !result.ContainsKey(pair.Second) ? result.With(pair.Second, Known(result.Image(pair.First)))
                    : throw new ArgumentException($"there is something under '{pair.Second}' already; set overwriting, or give meta_keys.")));
        }

        private Dictionary<string, object?> Known(MetaTensor image)
        {
            var known = MetaTensorKeys.Known(image);
            var channels = EnsureChannelFirst ? 0 : image.Metadata.OriginalChannelDim?.Axis;
            known["spatial_shape"] = Values.From(image.Data.shape.Where((_, axis) => axis != (channels < 0 ? channels + image.Data.Dimensions : channels)));
            return known;
        }
    }
}
