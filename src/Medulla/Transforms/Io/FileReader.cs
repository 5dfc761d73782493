using System.Reflection;
using Medulla.Imaging;
using Medulla.Imaging.Formats.Dicom;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Io;

/// <summary>
/// A reader under one of the reference's names. What reads a file is decided by the file's content, whatever the name: all give the
/// same voxels in the same order. What differs are their options, those of <see cref="ItkReader"/> and <see cref="PydicomReader"/> among them.
/// </summary>
/// <param name="AsClosestCanonical">Whether axes are flipped and permuted so that they run to the right, front and top.</param>
/// <param name="AffineLpsToRas">Whether positions are counted to the right and front (RAS), as everywhere here; to the left and back (LPS) if not.</param>
/// <param name="ReverseIndexing">Whether the axes of a picture come in the order across, down.</param>
/// <param name="Converter">What a picture becomes before its pixels are taken; it stays as it is if null.</param>
/// <param name="ChannelDim">The axis of channels in the file, whatever the file says; "no_channel" if there is none.</param>
[ReferenceName("NibabelReader", "NumpyReader", "NrrdReader", "PILReader")]
public record FileReader(
    bool AsClosestCanonical = false, bool AffineLpsToRas = true, bool ReverseIndexing = true, Func<object?, object?>? Converter = null, ChannelAxis? ChannelDim = null)
{
    /// <summary>The reader of a name, such as "NibabelReader" in any case.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static implicit operator FileReader(string name)
    {
        FileReader[] readers = [new(), new ItkReader(), new PydicomReader()];
        static IReadOnlyList<string> Names(FileReader reader) => reader.GetType().GetCustomAttribute<ReferenceNameAttribute>(inherit: false)!.Names;
        return Array.Find(readers, reader => Names(reader).Contains(name, StringComparer.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"there is no reader '{name}'; there are {string.Join(", ", readers.SelectMany(Names))}.");
    }

    /// <summary>What is read of DICOM, given what the caller asks for.</summary>
    internal virtual DicomReadOptions? Dicom(DicomReadOptions? asked) => asked;

    /// <summary>The image in the order and place that the options ask for.</summary>
    internal virtual MetaTensor Adjust(MetaTensor image, bool isPicture)
    {
        if (isPicture)
        {
            image = Converter is null ? image : Converter(new LoadedPicture(image)) is LoadedPicture picture ? picture.Image
                : throw new ArgumentException("LoadImage: the converter gives something other than a picture; x.convert('RGB') is one that does.");
            image = ReverseIndexing ? image : image.WithData(image.Data.transpose(0, 1).contiguous());
        }
        image = AsClosestCanonical && !isPicture ? Canonical(image) : image;
        image = AffineLpsToRas ? image : image.WithAffine(Affine.Create(image.Affine.Rank, (row, column) => (row < 2 ? -1 : 1) * image.Affine[row, column]));
        return ChannelDim is null ? image : image.WithMetadata(image.Metadata with { OriginalChannelDim = ChannelDim });
    }

    private static MetaTensor Canonical(MetaTensor image)
    {
        var channels = image.Metadata.OriginalChannelDim?.Axis;
        var turned = new Spatial.Orientation(AsClosestCanonical: true).Apply(
            image.WithData(channels is { } axis ? image.Data.movedim([axis], [0]) : image.Data.unsqueeze(0)));
        return turned.WithApplied([]).WithData(channels is { } back ? turned.Data.movedim([0], [back]) : turned.Data.squeeze(0));
    }
}
