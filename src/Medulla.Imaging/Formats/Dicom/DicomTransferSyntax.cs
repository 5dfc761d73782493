namespace Medulla.Imaging.Formats.Dicom;

/// <summary>How a file's attributes and pixels are encoded (DICOM PS3.5, section 10 and annex A).</summary>
/// <param name="Uid">Its unique identifier.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsExplicit">Whether each attribute states its value representation.</param>
/// <param name="IsBigEndian">Whether numbers begin with their upper byte.</param>
/// <param name="IsDeflated">Whether all after the file meta information is deflated.</param>
public sealed record DicomTransferSyntax(string Uid, string Name, bool IsExplicit = true, bool IsBigEndian = false, bool IsDeflated = false)
{
    /// <summary>Numbers begin with their lower byte; value representations come from the dictionary.</summary>
    public static readonly DicomTransferSyntax ImplicitLittleEndian = new("1.2.840.10008.1.2", "Implicit VR Little Endian", IsExplicit: false);

    /// <summary>Numbers begin with their lower byte; value representations are stated.</summary>
    public static readonly DicomTransferSyntax ExplicitLittleEndian = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian");

    private static readonly DicomTransferSyntax[] known =
    [
        ImplicitLittleEndian,
        ExplicitLittleEndian,
        new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", IsDeflated: true),
        new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", IsBigEndian: true),
        new("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)") { Codec = DicomCodec.Jpeg },
        new("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 & 4)") { Codec = DicomCodec.Jpeg },
        new("1.2.840.10008.1.2.4.57", "JPEG Lossless, Non-Hierarchical (Process 14)") { Codec = DicomCodec.JpegLossless },
        new("1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction (Process 14, Selection Value 1)") { Codec = DicomCodec.JpegLossless },
        new("1.2.840.10008.1.2.5", "RLE Lossless") { Codec = DicomCodec.Rle },
        .. new (string Suffix, string Name)[]
        {
            ("80", "JPEG-LS Lossless"), ("81", "JPEG-LS Near-Lossless"), ("90", "JPEG 2000 Lossless"), ("91", "JPEG 2000"),
            ("92", "JPEG 2000 Part 2 Lossless"), ("93", "JPEG 2000 Part 2"), ("94", "JPIP Referenced"), ("95", "JPIP Referenced Deflate"),
            ("100", "MPEG2 Main Profile / Main Level"), ("101", "MPEG2 Main Profile / High Level"), ("102", "MPEG-4 AVC/H.264 High Profile / Level 4.1"),
            ("103", "MPEG-4 AVC/H.264 BD-compatible"), ("107", "HEVC/H.265 Main Profile"), ("108", "HEVC/H.265 Main 10 Profile"),
            ("110", "JPEG XL Lossless"), ("111", "JPEG XL JPEG Recompression"), ("112", "JPEG XL"),
            ("201", "High-Throughput JPEG 2000 Lossless"), ("202", "High-Throughput JPEG 2000 RPCL Lossless"), ("203", "High-Throughput JPEG 2000"),
        }.Select(other => new DicomTransferSyntax($"1.2.840.10008.1.2.4.{other.Suffix}", other.Name) { Codec = DicomCodec.Foreign }),
    ];

    /// <summary>Whether pixels lie in fragments, compressed.</summary>
    public bool IsEncapsulated => Codec != DicomCodec.Native;

    internal DicomCodec Codec { get; private init; }

    /// <summary>The syntax of an identifier. One that is not known reads as explicit little endian, which all recent ones are, but its pixels cannot be decoded.</summary>
    internal static DicomTransferSyntax Of(string uid)
        => known.FirstOrDefault(syntax => syntax.Uid == uid) ?? new(uid, "unknown") { Codec = DicomCodec.Foreign };
}
