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
/// <param name="OutputExt">Extension, which says the format.</param>
/// <param name="OutputDtype">Element type in the file; if null, the smallest integer type that holds the values exactly where they are whole, float32 otherwise.</param>
/// <param name="Resample">Whether to resample to the grid of the file that the image was read from.</param>
/// <param name="Mode">Interpolation for <paramref name="Resample"/>.</param>
/// <param name="PaddingMode">What lies outside the image, for <paramref name="Resample"/>.</param>
/// <param name="SqueezeEndDims">Whether a single channel is dropped from the file's axes.</param>
/// <param name="DataRootDir">Folders below this one, on the way to the original file, are repeated below <paramref name="OutputDir"/>.</param>
/// <param name="SeparateFolder">Whether each image gets a folder of its own name.</param>
public sealed record SaveImage(
    string OutputDir = "./", string OutputPostfix = "trans", string OutputExt = ".nii.gz", ScalarType? OutputDtype = ScalarType.Float32,
    bool Resample = false, Interpolation Mode = Interpolation.Nearest, PadMode PaddingMode = PadMode.Edge, bool SqueezeEndDims = true,
    string DataRootDir = "", bool SeparateFolder = true) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        Write(image, PathFor(image.Metadata.FileName));
        return image;
    }

    /// <summary>Writes an image to a file of the given name.</summary>
    /// <param name="image">[C, spatial...]; several channels become the last axis of the file.</param>
    /// <param name="path">The file; its folder is made if missing.</param>
    public void Write(MetaTensor image, string path)
    {
        using var scope = NewDisposeScope();
        var data = image.Data.cpu();
        if (Resample && image.Metadata.OriginalAffine is { } original)
        {
            data = OnOriginalGrid(image, original).Data.cpu();
        }
        var affine = Resample && image.Metadata.OriginalAffine is { } there ? there : image.Affine;
        var last = data.movedim([0], [data.Dimensions - 1]);
        last = SqueezeEndDims && data.shape[0] == 1 ? last.squeeze(-1) : last;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ImageFile.Write(path, Volume(last.contiguous(), affine));
    }

    /// <summary>Where the image made of a file goes.</summary>
    public string PathFor(string? source)
    {
        var name = Path.GetFileName(source ?? "image");
        foreach (var extension in (string[])[".gz", ".nii", ".hdr", ".img", ".dcm", ".nrrd", ".mha", ".mhd", ".png", ".jpg", ".tif", ".tiff", ".npy"])
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
        VoxelType? stored = OutputDtype is { } type ? Tensors.StoredType(type) : null;
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
            => ImageVolume.FromRowMajor<T>(voxels.AsSpan<T>(), shape, affine, stored ?? VoxelTypes.SmallestFor<T>(voxels.AsSpan<T>()));
    }
}
