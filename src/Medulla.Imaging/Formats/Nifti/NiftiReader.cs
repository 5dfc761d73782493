namespace Medulla.Imaging.Formats.Nifti;

/// <summary>
/// Reads NIfTI-1 and NIfTI-2, single files and pairs, compressed or not, of both byte orders. RGB, RGBA and complex voxels
/// become components. The affine is the one nibabel gives. <see cref="ImageHeader.Metadata"/> has the header's fields under
/// their own names, and under <see cref="NiftiExtension.Key"/> the extensions if there are any.
/// </summary>
/// <remarks>Format: R. W. Cox et al., "A (sort of) new image data format standard: NIfTI-1", 2004; nifti2.h, 2011.</remarks>
public sealed class NiftiReader : IImageReader
{
    /// <inheritdoc/>
    public bool Accepts(string path, ReadOnlySpan<byte> start)
        => NiftiPaths.IsSingle(path) || NiftiPaths.IsPair(path)
        || (NiftiHeader.Kind(start) is { } kind && start[(kind.IsVersion2 ? 4 : 344)..].StartsWith(kind.IsVersion2 ? "n+2"u8 : "n+1"u8));

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageReadOptions? options = null)
    {
        using var input = Open(path, options);
        return NiftiHeader.Read(input).ToImageHeader(input, options?.RectifyAffine ?? false);
    }

    /// <inheritdoc/>
    public ImageVolume Read(string path, ImageReadOptions? options = null)
    {
        using var input = Open(path, options);
        var nifti = NiftiHeader.Read(input);
        var header = nifti.ToImageHeader(input, options?.RectifyAffine ?? false);
        if (nifti.IsSingleFile)
        {
            return new(header, Voxels(input, nifti, header));
        }
        if (!NiftiPaths.IsPair(path))
        {
            throw input.Broken("its magic says that the voxels are in an .img file beside a .hdr file; the name must end in one of these.");
        }
        using var voxels = new ImageInput(NiftiPaths.Voxels(path), options);
        return new(header, Voxels(voxels, nifti, header));
    }

    private static ImageInput Open(string path, ImageReadOptions? options)
        => new(NiftiPaths.IsPair(path) ? NiftiPaths.Header(path) : path, options);

    private static Array Voxels(ImageInput input, NiftiHeader nifti, ImageHeader header)
    {
        input.Claim(nifti.VoxelOffset - input.Position, $"what lies before its voxels at byte {nifti.VoxelOffset}");
        input.SkipTo(nifti.VoxelOffset);
        var content = $"{string.Join(" x ", header.ArrayShape)} {header.StoredType} voxels";
        var voxels = input.ReadNumbers(header.StoredType, header.Count, nifti.IsBigEndian, $"header gives {content}, which");
        input.VerifyChecksum();
        return voxels;
    }
}
