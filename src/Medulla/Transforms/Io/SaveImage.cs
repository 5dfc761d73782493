using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Io;

/// <summary>Writes an image to a file named after the one that it was read from, and hands it on unchanged.</summary>
/// <param name="OutputDir">Folder for the files; made if missing.</param>
/// <param name="OutputPostfix">Added to the name after an underscore; nothing if empty.</param>
/// <param name="OutputExt">Extension, with or without its dot, which says the format.</param>
/// <param name="OutputDtype">Element type in the file; that of the image if null. Pictures have 8 bits.</param>
/// <param name="Resample">Whether to resample to the grid of the file that the image was read from.</param>
/// <param name="Mode">Interpolation for <paramref name="Resample"/>.</param>
/// <param name="PaddingMode">What lies outside the image, for <paramref name="Resample"/>.</param>
/// <param name="SqueezeEndDims">Whether axes of length 1 are dropped from the end of the file's: a single channel, and a single slice before it.</param>
/// <param name="DataRootDir">Folders below this one, on the way to the original file, are repeated below <paramref name="OutputDir"/>.</param>
/// <param name="SeparateFolder">Whether each image gets a folder of its own name.</param>
/// <param name="Scale">255 or 65535: values are cut to [0, 1] and spread over so many steps, for pictures; as they are if null.</param>
public sealed record SaveImage(
    string OutputDir = "./", string OutputPostfix = "trans", string OutputExt = ".nii.gz", VoxelType? OutputDtype = VoxelType.Float32,
    bool Resample = true, Interpolation Mode = Interpolation.Nearest, PadMode PaddingMode = PadMode.Edge, bool SqueezeEndDims = true,
    string DataRootDir = "", bool SeparateFolder = true, int? Scale = null) : Transform
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg"];

    /// <summary>How many images were written; it names those that come from no file. Copies of the record count together.</summary>
    private readonly System.Runtime.CompilerServices.StrongBox<int> written = new();

    /// <summary>Extension with its dot.</summary>
    public string OutputExt { get; init; } = OutputExt.Length == 0 || OutputExt[0] == '.' ? OutputExt : $".{OutputExt}";

    /// <summary>255 or 65535, or null.</summary>
    public int? Scale { get; init; } = Scale is null or 255 or 65535 ? Scale : throw new ArgumentException($"SaveImage: scale is {Scale}; it can be 255 or 65535.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var number = Interlocked.Increment(ref written.Value) - 1;
        Write(image, PathFor(image.Metadata.FileName ?? $"{number}"));
        return image;
    }

    /// <summary>Writes an image to a file of the given name.</summary>
    /// <param name="image">[C, spatial...]; several channels become the fourth axis of the file, the third of a picture.</param>
    /// <param name="path">The file; its folder is made if missing.</param>
    public void Write(MetaTensor image, string path)
    {
        using var scope = NewDisposeScope();
        var data = image.Data.cpu();
        var affine = image.Affine;
        if (Resample && image.Metadata.OriginalAffine is { } original && !original.Resize(image.Affine.Rank).IsClose(image.Affine, 1e-5))
        {
            data = OnOriginalGrid(image, original).Data.cpu();
            affine = original;
        }
        if (Scale is { } steps)
        {
            data = data.to_type(ScalarType.Float32).clamp(0, 1).mul(steps).to_type(steps == 255 ? ScalarType.Byte : ScalarType.Int32);
        }
        data = HasChannels(image) ? data : data.unsqueeze(0);
        var last = data.movedim([0], [data.Dimensions - 1]);
        while (last.Dimensions < (IsPicture ? 3 : 4))
        {
            last = last.unsqueeze(-2);
        }
        while (SqueezeEndDims && last.Dimensions > 1 && last.shape[^1] == 1)
        {
            last = last.squeeze(-1);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ImageFile.Write(path, Volume(last.contiguous(), affine));
    }

    /// <summary>Where the image made of a file goes.</summary>
    public string PathFor(string? source)
    {
        // A series is named by its folder, which may end with a separator.
        source = source is null ? null : Path.TrimEndingDirectorySeparator(source);
        var name = Path.GetFileName(source ?? "image");
        foreach (var extension in (string[])[".gz", ".nii", ".hdr", ".img", ".dcm", ".nrrd", ".mha", ".mhd", ".png", ".jpg", ".tif", ".tiff", ".npy", ".jpeg", ".bmp", ".webp", ".gif"])
        {
            name = name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name[..^extension.Length] : name;
        }
        var below = DataRootDir.Length > 0 && source is not null ? Path.GetRelativePath(DataRootDir, Path.GetDirectoryName(source)!) : ".";
        if (below.StartsWith("..", StringComparison.Ordinal))
        {
            throw new ArgumentException($"the image comes from {source}, which does not lie below DataRootDir {DataRootDir}.");
        }
        var folder = Path.Combine(OutputDir, below, SeparateFolder ? name : "");
        return Path.Combine(folder, $"{name}{(OutputPostfix.Length > 0 ? $"_{OutputPostfix}" : "")}{OutputExt}");
    }

    /// <summary>An image of no more axes than it once had in space has lost its channels on the way.</summary>
    private static bool HasChannels(MetaTensor image) => image.Applied is not [var first, ..] || image.Data.Dimensions > first.Source.Shape.Count;

    private bool IsPicture => Pictures.Contains(OutputExt.ToLowerInvariant());

    private MetaTensor OnOriginalGrid(MetaTensor image, Affine original)
    {
        var shape = image.Applied.Count > 0 ? image.Applied[0].Source.Shape : image.SpatialShape;
        var toSource = image.Grid.VoxelToWorld.Inverse() * original.Resize(image.Grid.Rank);
        return image.Resample(new(new(shape, original), toSource, new(Mode, PaddingMode)));
    }

    private ImageVolume Volume(Tensor voxels, Affine affine)
    {
        Values<long> shape = voxels.shape;
        voxels = voxels.dtype is ScalarType.Bool ? voxels.to_type(ScalarType.Byte) : voxels.dtype == ScalarType.BFloat16 ? voxels.to_type(ScalarType.Float32) : voxels;
        VoxelType? stored = Scale == 65535 ? VoxelType.UInt16 : IsPicture ? VoxelType.UInt8 : OutputDtype;
        return voxels.dtype switch
        {
            ScalarType.Byte => From<byte>(),
            ScalarType.Int8 => From<sbyte>(),
            ScalarType.Int16 => From<short>(),
            ScalarType.Int32 => From<int>(),
            ScalarType.Int64 => From<long>(),
            ScalarType.Float16 => From<Half>(),
            ScalarType.Float32 => From<float>(),
            ScalarType.Float64 => From<double>(),
            _ => throw new ArgumentException($"a file cannot hold voxels of {voxels.dtype}; convert the image before (EnsureType)."),
        };

        ImageVolume From<T>()
            where T : unmanaged, System.Numerics.INumber<T>
            => ImageVolume.FromRowMajor<T>(voxels.AsSpan<T>(), shape, affine, stored ?? VoxelTypes.Of<T>());
    }
}
