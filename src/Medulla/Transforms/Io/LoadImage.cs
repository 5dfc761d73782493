using System.Collections.Immutable;
using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
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
}
