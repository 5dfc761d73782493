namespace Medulla.Imaging.Formats.Nifti;

/// <summary>A piece of foreign data in a NIfTI header, kept as it is when the image is written again.</summary>
/// <param name="Code">Who defines the content, by NIfTI's registry: 2 is DICOM, 4 AFNI, 6 a comment, ...</param>
/// <param name="Content">The bytes, with whatever padding the file has.</param>
public sealed record NiftiExtension(int Code, Values<byte> Content)
{
    /// <summary>Key of a <see cref="Values{T}"/> of extensions in <see cref="ImageHeader.Metadata"/>.</summary>
    public const string Key = "extensions";

    /// <summary>Size in a file: eight bytes more than the content, rounded up to 16.</summary>
    internal int Bytes => (Content.Count + 8 + 15) / 16 * 16;
}
