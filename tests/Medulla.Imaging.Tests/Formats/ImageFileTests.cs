using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Formats;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static ImageVolume Small => ImageVolume.FromRowMajor<short>([1, 2, 3, 4], [2, 2], Affine.Identity(3));

    [Fact]
    public void UnknownName_CannotBeWritten()
        => Assert.Contains("Nifti", Assert.Throws<NotSupportedException>(() => ImageFile.Write(folder["a.xyz"], Small)).Message);

    [Fact]
    public void UnknownContent_CannotBeRead()
    {
        var path = folder.Save("a.xyz", [1, 2, 3]);
        var exception = Assert.Throws<ImageFormatException>(() => ImageFile.Read(path));
        Assert.StartsWith("a.xyz: ", exception.Message);
        Assert.Equal(path, exception.File);
    }

    [Fact]
    public void MissingFile_IsReportedAsSuch()
        => Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder["missing.nii"]));

    [Fact]
    public void Content_CountsWhereTheNameSaysNothing()
    {
        ImageFile.Write(folder["a.nii.gz"], Small);
        File.Move(folder["a.nii.gz"], folder["a"]);
        Assert.Equal([1, 2, 3, 4], ImageFile.Read(folder["a"]).ToArray<int>());
        Assert.Equal([2, 2], ImageFile.ReadHeader(folder["a"]).Shape);
    }

    [Fact]
    public void FailedWrite_LeavesTheOldFileAndNothingElse()
    {
        ImageFile.Write(folder["a.nii"], Small);
        var broken = new ImageVolume(new ImageHeader(VoxelType.Int16, [4], Affine.Scaling(1, 0, 1)), new short[4]);
        Assert.Throws<ArgumentException>(() => ImageFile.Write(folder["a.nii"], broken));
        Assert.Throws<IOException>(() => WholeFile.Write(folder["a.nii"], _ => throw new IOException("disk full")));
        Assert.Equal(["a.nii"], folder.Names);
        Assert.Equal([1, 2, 3, 4], ImageFile.Read(folder["a.nii"]).ToArray<int>());
    }

    public void Dispose() => folder.Dispose();
}
