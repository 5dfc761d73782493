namespace Medulla.Imaging.Formats.Nifti;

/// <summary>Names of NIfTI files: .nii, or .hdr with .img beside it, each with or without .gz.</summary>
internal static class NiftiPaths
{
    public static bool IsSingle(string path) => Bare(path).EndsWith(".nii", StringComparison.OrdinalIgnoreCase);

    public static bool IsPair(string path) => IsHeader(path) || Bare(path).EndsWith(".img", StringComparison.OrdinalIgnoreCase);

    public static bool IsHeader(string path) => Bare(path).EndsWith(".hdr", StringComparison.OrdinalIgnoreCase);

    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The header file of a pair, given either of the two.</summary>
    public static string Header(string path) => IsHeader(path) ? path : Sibling(path, ".hdr");

    /// <summary>The voxel file of a pair, given either of the two.</summary>
    public static string Voxels(string path) => IsHeader(path) ? Sibling(path, ".img") : path;

    /// <summary>The other file of a pair; one of the two may be compressed and the other not.</summary>
    private static string Sibling(string path, string extension)
    {
        var name = Path.ChangeExtension(Bare(path), extension);
        var same = IsCompressed(path) ? name + ".gz" : name;
        var other = IsCompressed(path) ? name : name + ".gz";
        return !File.Exists(same) && File.Exists(other) ? other : same;
    }

    private static string Bare(string path) => IsCompressed(path) ? path[..^3] : path;
}
