using System.Buffers.Binary;
using System.IO.Compression;

namespace Medulla.Imaging.Formats.Nifti;

/// <summary>
/// Writes NIfTI: .nii or a pair of .hdr and .img, compressed where the name ends in .gz. The affine becomes both sform and
/// qform (the qform without a code where the image is sheared), with the code of the metadata or else 1, scanner. Version 2
/// is taken where a dimension is beyond 32767, or where the image came from such a file. Of the metadata the descriptive fields go along (intent, units, times,
/// descrip, pixdim from the fourth axis on, ...), and the extensions.
/// </summary>
public sealed class NiftiWriter : IImageWriter
{
    private const int Chunk = 1 << 20;

    private static readonly string[] descriptive =
    [
        "dim_info", "intent_p1", "intent_p2", "intent_p3", "intent_code", "intent_name", "slice_start", "slice_end", "slice_code",
        "slice_duration", "toffset", "xyzt_units", "cal_min", "cal_max", "descrip", "aux_file", "pixdim", "sform_code", "qform_code",
    ];

    /// <summary>How hard .gz files are compressed.</summary>
    public CompressionLevel Compression { get; init; } = CompressionLevel.Optimal;

    /// <inheritdoc/>
    public bool Accepts(string path) => NiftiPaths.IsSingle(path) || NiftiPaths.IsPair(path);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The affine is singular or not finite.</exception>
    public void Write(string path, ImageVolume image)
    {
        var isPair = NiftiPaths.IsPair(path);
        var extensions = image.Metadata.TryGetValue(NiftiExtension.Key, out var value) && value is Values<NiftiExtension> known ? known : [];
        var header = Header(image.Header, !isPair, extensions.Sum(extension => extension.Bytes));
        if (isPair)
        {
            // The voxels first: the header makes them an image.
            WriteFile(NiftiPaths.Voxels(path), stream => WriteVoxels(stream, image));
            WriteFile(NiftiPaths.Header(path), stream => WriteHeader(stream, header, extensions));
            return;
        }
        WriteFile(path, stream =>
        {
            WriteHeader(stream, header, extensions);
            WriteVoxels(stream, image);
        });
    }

    private static byte[] Header(ImageHeader image, bool isSingle, int extensionBytes)
    {
        if (image.Dimensions.Count > 7)
        {
            throw new NotSupportedException($"NIfTI has up to 7 dimensions; the image has {image.Dimensions}.");
        }
        if (!NiftiAffine.IsRegular(image.Affine))
        {
            throw new ArgumentException($"NIfTI: the affine {image.Affine} is not finite or cannot be inverted.");
        }
        var type = NiftiTypes.Known.FirstOrDefault(known => (known.Type, known.Components) == (image.StoredType, image.Components));
        if (type.Code == 0)
        {
            throw new NotSupportedException(
                $"NIfTI has no voxels of {image.Components} x {image.StoredType}; components can be 3 or 4 of UInt8 (colours) or 2 of Float32 or Float64 (complex), else make them the fourth axis.");
        }
        var isVersion2 = image.Dimensions.Any(length => length > short.MaxValue)
            || image.Metadata.GetValueOrDefault("magic") is "n+2" or "ni2";
        var layout = isVersion2 ? NiftiLayout.Two : NiftiLayout.One;
        var fields = image.Metadata.Where(field => descriptive.Contains(field.Key)).ToDictionary();
        NiftiAffine.Put(image.Affine, Code(fields), fields);
        fields["sizeof_hdr"] = (long)layout.Bytes;
        fields["magic"] = (isSingle ? "n+" : "ni") + (isVersion2 ? "2" : "1");
        fields["eol_check"] = Values.Create([13L, 10, 26, 10]);
        fields["regular"] = "r";
        fields["dim"] = Values.From(image.Dimensions.Prepend(image.Dimensions.Count).Concat(Enumerable.Repeat(1L, 7)).Take(8));
        fields["datatype"] = (long)type.Code;
        fields["bitpix"] = (long)type.Components * type.Type.Bytes() * 8;
        fields["vox_offset"] = isSingle ? layout.Bytes + 4L + extensionBytes : 0L;
        (fields["scl_slope"], fields["scl_inter"]) = (image.Slope, image.Intercept);
        return layout.Encode(fields, bigEndian: !BitConverter.IsLittleEndian);
    }

    /// <summary>Which world the affine leads to: what the file it came from said of the form that counted, else the scanner's.</summary>
    private static long Code(Dictionary<string, object> fields)
        => fields.GetValueOrDefault("sform_code") is long and > 0 and <= 5 and var sform ? sform
        : fields.GetValueOrDefault("qform_code") is long and > 0 and <= 5 and var qform ? qform
        : 1;

    private static void WriteHeader(Stream stream, byte[] header, Values<NiftiExtension> extensions)
    {
        stream.Write(header);
        stream.Write([extensions.Count > 0 ? (byte)1 : (byte)0, 0, 0, 0]);
        foreach (var extension in extensions)
        {
            var bytes = new byte[extension.Bytes];
            var (size, code) = BitConverter.IsLittleEndian
                ? (extension.Bytes, extension.Code)
                : (BinaryPrimitives.ReverseEndianness(extension.Bytes), BinaryPrimitives.ReverseEndianness(extension.Code));
            BinaryPrimitives.WriteInt32LittleEndian(bytes, size);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), code);
            extension.Content.Span.CopyTo(bytes.AsSpan(8));
            stream.Write(bytes);
        }
    }

    private static void WriteVoxels(Stream stream, ImageVolume image)
    {
        var type = image.Header.StoredType;
        var step = Chunk / type.Bytes();
        for (var done = 0L; done < image.Voxels.LongLength; done += step)
        {
            stream.Write(type.BytesOf(image.Voxels, done, (int)Math.Min(step, image.Voxels.LongLength - done)));
        }
    }

    private void WriteFile(string path, Action<Stream> content)
        => WholeFile.Write(path, stream =>
        {
            if (!NiftiPaths.IsCompressed(path))
            {
                content(stream);
                return;
            }
            using var gzip = new GZipStream(stream, Compression, leaveOpen: true);
            content(gzip);
        });
}
