using System.Diagnostics;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Formats.Nifti;

public sealed class NiftiBadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Truncation_IsReportedWithNumbers()
    {
        var whole = new NiftiBytes([3, 4, 5]).Bytes;   // 352 + 120 bytes
        Assert.Equal("a.nii: header gives 3 x 4 x 5 Int16 voxels, which takes 120 bytes but 20 follow; the file is cut off.", Complaint(whole[..372]));
        Assert.Contains("header", Complaint(whole[..100]));
        Assert.Contains("header", Complaint([]));
        Assert.Contains("but 20 follow", Complaint(NiftiBytes.Zipped(whole[..372]), "a.nii.gz"));
        var zipped = NiftiBytes.Zipped(whole);
        Assert.Contains("the file is cut off", Complaint(zipped[..^20], "a.nii.gz"));
    }

    [Fact]
    public void DamagedGzip_IsNoticedByItsChecksum()
    {
        var zipped = NiftiBytes.Zipped(new NiftiBytes([3, 4, 5]).Bytes);
        zipped[^6] ^= 1;
        Assert.Contains("gzip data", Complaint(zipped, "a.nii.gz"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 1)]
    [InlineData(3, -5)]
    [InlineData(3, 0)]
    public void Dimensions_MustBePositive(short count, short first)
        => Assert.Contains("dimensions", Complaint(new NiftiBytes([3, 4, 5]).Int16(40, count).Int16(42, first).Bytes));

    [Fact]
    public void AbsurdDimensions_TakeNoMemory()
    {
        var huge = new NiftiBytes([1, 1, 1]);
        for (var axis = 0; axis < 3; axis++)
        {
            huge.Int16(42 + (2 * axis), 32767);
        }
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("cut off", Complaint(huge.Bytes));
        Assert.Contains("more than a gzip file", Complaint(NiftiBytes.Zipped(huge.Bytes), "a.nii.gz"));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1 << 24);
    }

    [Fact]
    public void GzipBomb_IsRefusedAboveTheLimit()
    {
        var zeros = new NiftiBytes([100, 100, 100]).Voxels(new byte[2_000_000]);
        var path = folder.Save("a.nii.gz", NiftiBytes.Zipped(zeros.Bytes));
        Assert.Equal(1_000_000, ImageFile.Read(path).Voxels.Length);
        var exception = Assert.Throws<ImageFormatException>(() => ImageFile.Read(path, new() { MaxBytes = 1_000_000 }));
        Assert.Contains("MaxBytes", exception.Message);
        Assert.Equal([100, 100, 100], ImageFile.ReadHeader(path, new() { MaxBytes = 1_000_000 }).Shape);
    }

    [Theory]
    [InlineData(1, "single bits")]
    [InlineData(1536, "128-bit")]
    [InlineData(2048, "128-bit")]
    [InlineData(77, "datatype is 77")]
    public void UnknownDatatype_IsNamed(short code, string complaint)
        => Assert.Contains(complaint, Complaint(new NiftiBytes([3]).Datatype(code, 8).Bytes));

    [Theory]
    [InlineData("n+3", "magic")]
    [InlineData("\0\0\0", "Analyze")]
    [InlineData("ni1", ".img")]
    public void WrongMagic_IsNamed(string magic, string complaint)
        => Assert.Contains(complaint, Complaint(new NiftiBytes([3]).Text(344, magic).Bytes));

    [Fact]
    public void WrongHeaderSize_IsNoNifti()
        => Assert.Contains("348 or 540", Complaint(new NiftiBytes([3]).Int32(0, 349).Bytes));

    [Theory]
    [InlineData(0f, 0f, 0f)]
    [InlineData(1f, 2f, 3f)]            // parallel to the second row
    [InlineData(float.NaN, 0f, 1f)]
    [InlineData(float.PositiveInfinity, 0f, 1f)]
    public void SformThatCannotBeInverted_IsRejected(float x, float y, float z)
        => Assert.Contains("affine", Complaint(new NiftiBytes([3, 3, 3]).Int16(254, 1).Float(280, 1, 0, 0, 0, 2, 4, 6, 0, x, y, z, 0).Bytes));

    [Fact]
    public void QuaternionLongerThanOne_IsRejectedWhereItCounts()
    {
        var made = new NiftiBytes([3, 3, 3]).Float(256, 1, 1, 1);
        Assert.Equal(27, ImageFile.Read(folder.Save("a.nii", made.Bytes)).Voxels.Length);
        Assert.Contains("qform", Complaint(made.Int16(252, 1).Bytes));
    }

    [Theory]
    [InlineData(100f)]
    [InlineData(-16f)]
    [InlineData(1e9f)]
    [InlineData(1e30f)]
    [InlineData(float.NaN)]
    public void VoxelsOutsideTheFile_AreRejected(float offset)
    {
        Assert.Contains("voxels", Complaint(new NiftiBytes([3]).Float(108, offset).Bytes));
        Assert.Contains("voxels", Complaint(NiftiBytes.Zipped(new NiftiBytes([3]).Float(108, offset).Bytes), "a.nii.gz"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(-16)]
    [InlineData(64)]
    [InlineData(int.MaxValue)]
    public void ExtensionOfWrongSize_IsRejected(int size)
    {
        // One extension of 32 bytes is where the voxels begin, at 384.
        byte[] Make(int claimed) => [.. new NiftiBytes([3]).Float(108, 384).Int32(348, 1).HeaderOnly,
            .. BitConverter.GetBytes(claimed), 6, 0, 0, 0, .. new byte[24], .. new byte[6]];
        Assert.Equal(3, ImageFile.Read(folder.Save("a.nii", Make(32))).Voxels.Length);
        Assert.Contains("extension 1", Complaint(Make(size)));
    }

    [Fact]
    public void SlopeWithoutIntercept_IsRejected()
        => Assert.Contains("scl_inter", Complaint(new NiftiBytes([3]).Float(112, 2, float.NaN).Bytes));

    [Fact]
    public void MissingVoxelFile_IsReportedAsMissing()
    {
        folder.Save("a.hdr", new NiftiBytes([3]).Text(344, "ni1").Float(108, 0).HeaderOnly);
        Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder["a.hdr"]));
    }

    /// <summary>Whatever is done to a file, reading gives an image or says what is wrong, at once.</summary>
    [Theory]
    [InlineData("a.nii", 4000)]
    [InlineData("a.nii.gz", 2000)]
    public void FuzzedFiles_GiveAnImageOrAnImageFormatException(string name, int files)
    {
        var random = new Random(20240607);
        var version2 = Version2();
        var (read, refused) = (0, 0);
        var clock = Stopwatch.StartNew();
        for (var file = 0; file < files; file++)
        {
            byte[] bytes = file % 3 == 0 ? [.. version2] : new NiftiBytes([3, 4, 5, 2], file % 3 == 1).Int32(348, file % 2).Float(108, 384).Bytes;
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 600))] = (byte)(random.Next(3) == 0 ? random.Next(2) * 255 : random.Next(256));
            }
            var content = name.EndsWith(".gz") ? NiftiBytes.Zipped(bytes) : bytes;
            if (file % 4 == 0)
            {
                content = content[..random.Next(content.Length)];
            }
            else if (file % 4 == 1 && name.EndsWith(".gz"))
            {
                content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
            }
            try
            {
                Assert.True(ImageFile.Read(folder.Save(name, content)).ToArray<float>().Length > 0);
                read++;
            }
            catch (ImageFormatException exception)
            {
                Assert.StartsWith(name, exception.Message);
                refused++;
            }
        }
        Assert.True(read > files / 20 && refused > files / 10, $"{read} read, {refused} refused");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
    }

    public void Dispose() => folder.Dispose();

    private byte[] Version2()
    {
        var header = new ImageHeader(VoxelType.Float32, [3, 4, 5], Affine.Identity(3))
        {
            Metadata = new Dictionary<string, object> { ["magic"] = "n+2" },
        };
        ImageFile.Write(folder["v2.nii"], new ImageVolume(header, new float[60]));
        return File.ReadAllBytes(folder["v2.nii"]);
    }

    private string Complaint(byte[] content, string name = "a.nii")
    {
        var path = folder.Save(name, content);
        var exception = Assert.Throws<ImageFormatException>(() => ImageFile.Read(path));
        Assert.StartsWith(name + ": ", exception.Message);
        return exception.Message;
    }
}
