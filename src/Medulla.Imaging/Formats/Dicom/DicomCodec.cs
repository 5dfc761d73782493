namespace Medulla.Imaging.Formats.Dicom;

/// <summary>What unfolds the pixels.</summary>
internal enum DicomCodec
{
    /// <summary>They are as they are.</summary>
    Native,

    /// <summary>Runs of bytes.</summary>
    Rle,

    /// <summary>JPEG by cosine transform, 8 or 12 bits.</summary>
    Jpeg,

    /// <summary>JPEG by prediction.</summary>
    JpegLossless,

    /// <summary>Something that is not read here.</summary>
    Foreign,
}
