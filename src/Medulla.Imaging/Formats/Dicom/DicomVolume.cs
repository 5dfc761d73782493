using System.Collections.ObjectModel;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Files of a series become one image.</summary>
internal static class DicomVolume
{
    /// <summary>What is told of a series; nothing that names the patient.</summary>
    private static readonly DicomTag[] told =
    [
        DicomTags.Modality, DicomTags.Manufacturer, DicomTags.ManufacturerModelName, DicomTags.ImageType, DicomTags.SOPClassUID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID,
        DicomTags.FrameOfReferenceUID, DicomTags.SeriesNumber, DicomTags.SeriesDescription, DicomTags.ProtocolName, DicomTags.BodyPartExamined, DicomTags.PatientPosition,
        DicomTags.ImagePositionPatient, DicomTags.ImageOrientationPatient, DicomTags.PixelSpacing, DicomTags.SliceThickness, DicomTags.SpacingBetweenSlices, DicomTags.GantryDetectorTilt,
        DicomTags.KVP, DicomTags.ConvolutionKernel, DicomTags.MagneticFieldStrength, DicomTags.RepetitionTime, DicomTags.EchoTime, DicomTags.InversionTime, DicomTags.FlipAngle,
        DicomTags.PhotometricInterpretation, DicomTags.BitsStored, DicomTags.RescaleSlope, DicomTags.RescaleIntercept, DicomTags.RescaleType,
    ];

    public static ImageHeader ReadHeader(IReadOnlyList<DicomFile> files, string name, ImageReadOptions? options) => Plan(files, name, options).Header;

    public static ImageVolume Read(IReadOnlyList<DicomFile> files, string name, ImageReadOptions? options)
    {
        var (header, frames, formats, isScaled) = Plan(files, name, options);
        foreach (var (file, format) in formats)
        {
            DicomPixelReader.CheckEncoding(file, format);
        }
        var count = (int)(header.Count / frames.Length);
        var voxels = header.StoredType.Allocate(header.Count);
        foreach (var (place, _) in frames.Index().Where(frame => frame.Item is null))
        {
            header.StoredType.BytesOf(voxels, (long)place * count, count).Clear();
        }
        void ReadFile(IGrouping<DicomFile, (int Index, DicomFrame Item)> places)
        {
            using var reader = new DicomPixelReader(places.Key, formats[places.Key]);
            Parallel.ForEach(places.GroupBy(place => place.Item.Index), pictures =>
            {
                Span<byte> Target(int place) => header.StoredType.BytesOf(voxels, (long)place * count, count);
                var (place, frame) = pictures.First();
                if (frame.Tile is null && !isScaled)
                {
                    reader.Read(frame.Index, Target(place));
                    return;
                }
                var picture = new byte[reader.Format.FrameBytes];
                reader.Read(frame.Index, picture);
                foreach (var (at, part) in pictures)
                {
                    var stored = part.Tile is { } tile ? tile.Cut(picture, reader.Format) : picture;
                    if (isScaled)
                    {
                        Scale(stored, reader.Format.Type, MemoryMarshal.Cast<byte, float>(Target(at)), part);
                    }
                    else
                    {
                        stored.CopyTo(Target(at));
                    }
                }
            });
        }
        try
        {
            Parallel.ForEach(frames.Index().Where(frame => frame.Item is not null).Select(frame => (frame.Index, Item: frame.Item!)).GroupBy(frame => frame.Item.File), ReadFile);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
        return new(header, voxels);
    }

    /// <summary>The header, the frames in their order, how their pixels are stored, and whether each is rescaled on its own.</summary>
    private static (ImageHeader Header, DicomFrame?[] Frames, IReadOnlyDictionary<DicomFile, DicomPixelFormat> Formats, bool IsScaled) Plan(
        IReadOnlyList<DicomFile> files, string name, ImageReadOptions? options)
    {
        options ??= ImageReadOptions.Default;
        var formats = files.ToDictionary(file => file, DicomPixelFormat.Of);
        foreach (var (file, format) in formats)
        {
            DicomPixelReader.CheckPlausible(file, format);
        }
        var dicom = options.Dicom ?? DicomReadOptions.Default;
        var all = files.SelectMany(file => Frames(file, formats[file].Frames)).ToList();
        var frames = dicom.Where is { } wanted ? all.Where(wanted).ToList() : all;
        if (frames.Count == 0)
        {
            throw new ImageFormatException(name, $"none of its {all.Count} frames is chosen by DicomReadOptions.Where.");
        }
        formats = frames.Select(frame => frame.File).Distinct().ToDictionary(file => file, file => formats[file]);
        CheckAlike(formats, name);
        var stack = DicomStack.Of(frames, dicom, name);
        var (placed, volumes) = (stack.Frames, stack.Volumes);
        if (dicom.Volume is { } volume)
        {
            if (volume < 0 || volume >= volumes.Count)
            {
                throw new ImageFormatException(name, $"volume {volume} was asked for; it has {volumes.Count}, counted from 0{(volumes.Count > 1 ? $": {string.Join("; ", volumes)}" : "")}.");
            }
            (placed, volumes) = (placed[(volume * stack.Slices)..((volume + 1) * stack.Slices)], [volumes[volume]]);
        }
        var first = placed.First(frame => frame is not null)!;
        var isScaledAlike = Array.TrueForAll(placed, frame => frame is null || (frame.Slope == first.Slope && frame.Intercept == first.Intercept));
        var size = formats[first.File];
        var (columns, rows) = first.Tile is { } tile ? (tile.Columns, tile.Rows) : (size.Columns, size.Rows);
        Values<long> shape = volumes.Count == 1 ? [columns, rows, stack.Slices] : [columns, rows, stack.Slices, volumes.Count];
        var header = new ImageHeader(isScaledAlike ? size.Type : VoxelType.Float32, shape, stack.Affine)
        {
            Components = size.Components,
            Slope = isScaledAlike ? first.Slope : 1,
            Intercept = isScaledAlike ? first.Intercept : 0,
            Metadata = Tell(first, stack, volumes),
        };
        if (header.Count > Array.MaxLength || header.Count * header.StoredType.Bytes() > options.MaxBytes)
        {
            throw new ImageFormatException(name, $"its {string.Join(" x ", header.ArrayShape)} {header.StoredType} voxels are more than one .NET array takes ({Array.MaxLength}), or than ImageReadOptions.MaxBytes allows ({options.MaxBytes}).");
        }
        return (header, placed, formats, !isScaledAlike);
    }

    private static IEnumerable<DicomFrame> Frames(DicomFile file, int count)
        => Enumerable.Range(0, count).SelectMany(index => SiemensMosaic.Tiles(new DicomFrame(file, index, count)));

    private static void CheckAlike(Dictionary<DicomFile, DicomPixelFormat> formats, string name)
    {
        var kinds = formats.GroupBy(pair => (pair.Value.Columns, pair.Value.Rows, pair.Value.Components, pair.Value.Type)).ToList();
        if (kinds.Count > 1)
        {
            throw new ImageFormatException(name, "its pictures differ: " + string.Join("; ", kinds.Take(5).Select(kind =>
                $"{kind.Key.Columns} x {kind.Key.Rows} {kind.Key.Type}{(kind.Key.Components > 1 ? $" x {kind.Key.Components}" : "")} in {kind.Count()} files, such as {Path.GetFileName(kind.First().Key.Path)}"))
                + ". One image has one size and type; choose frames with DicomReadOptions.Where.");
        }
    }

    private static void Scale(ReadOnlySpan<byte> stored, VoxelType type, Span<float> target, DicomFrame frame)
    {
        switch (type)
        {
            case VoxelType.UInt8: VoxelConversion.Convert(stored, target, frame.Slope, frame.Intercept); break;
            case VoxelType.Int8: VoxelConversion.Convert(MemoryMarshal.Cast<byte, sbyte>(stored), target, frame.Slope, frame.Intercept); break;
            case VoxelType.UInt16: VoxelConversion.Convert(MemoryMarshal.Cast<byte, ushort>(stored), target, frame.Slope, frame.Intercept); break;
            case VoxelType.Int16: VoxelConversion.Convert(MemoryMarshal.Cast<byte, short>(stored), target, frame.Slope, frame.Intercept); break;
            case VoxelType.UInt32: VoxelConversion.Convert(MemoryMarshal.Cast<byte, uint>(stored), target, frame.Slope, frame.Intercept); break;
            case VoxelType.Int32: VoxelConversion.Convert(MemoryMarshal.Cast<byte, int>(stored), target, frame.Slope, frame.Intercept); break;
            case VoxelType.Float32: VoxelConversion.Convert(MemoryMarshal.Cast<byte, float>(stored), target, frame.Slope, frame.Intercept); break;
            case VoxelType.Float64: VoxelConversion.Convert(MemoryMarshal.Cast<byte, double>(stored), target, frame.Slope, frame.Intercept); break;
            default: throw VoxelTypes.Unknown(type);
        }
    }

    private static ReadOnlyDictionary<string, object> Tell(DicomFrame first, DicomStack stack, Values<string> volumes)
    {
        var fields = new Dictionary<string, object> { ["spacing"] = Values.From(stack.Affine.Spacing()) };
        foreach (var tag in told)
        {
            if (Value(first, tag) is { } value)
            {
                fields[DicomTags.Keyword(tag)] = value;
            }
        }
        if (volumes.Any(volume => volume.Length > 0))
        {
            fields["volumes"] = volumes;
        }
        if (stack.Warnings.Count > 0)
        {
            fields["warnings"] = stack.Warnings;
        }
        return new(fields);
    }

    /// <summary>One value, or a list of them.</summary>
    private static object? Value(DicomFrame frame, DicomTag tag) => DicomTags.Vr(tag) switch
    {
        "DS" or "FD" => frame.Numbers(tag) switch { [] => null, [var one] => one, var several => (object)several },
        "IS" or "US" or "UL" => frame.Number(tag) is { } number ? (object)(long)number : null,
        _ => frame.Texts(tag) switch { [] => null, [var one] => one, var several => (object)several },
    };
}
