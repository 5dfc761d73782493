using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Nifti;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Formats.Nifti;

public sealed class NiftiReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void WithoutForms_TheImageIsCentredAndItsXRunsLeft()
    {
        // nibabel's own example: shape (3, 5, 7), sizes (3, 2, 1); offsets -(n - 1) / 2 * size are 3 (x runs left), -4, -3.
        var affine = Read(new NiftiBytes([3, 5, 7]).Float(80, 3, 2, 1)).Affine;
        Assert.Equal(new Affine(3, [-3, 0, 0, 3, 0, 2, 0, -4, 0, 0, 1, -3, 0, 0, 0, 1]), affine);
    }

    [Fact]
    public void WithoutForms_MissingAxesHaveSizeOne()
    {
        var affine = Read(new NiftiBytes([3, 5]).Float(80, 3, 2, 9)).Affine;
        Assert.Equal(new Affine(3, [-3, 0, 0, 3, 0, 2, 0, -4, 0, 0, 1, 0, 0, 0, 0, 1]), affine);
    }

    [Fact]
    public void Qform_IsRotationTimesSizesWithTheSignOfPixdim0OnZ()
    {
        // b = c = 0, d = sqrt 1/2: w = sqrt 1/2, a quarter turn about z takes x to y and y to -x.
        var d = MathF.Sqrt(0.5f);
        var affine = Read(new NiftiBytes([2, 2, 2]).Float(76, -1, 2, 3, 4).Int16(252, 1).Float(256, 0, 0, d, 10, 20, 30)).Affine;
        Assert.True(affine.IsClose(new(3, [0, -3, 0, 10, 2, 0, 0, 20, 0, 0, -4, 30, 0, 0, 0, 1]), 1e-6), affine.ToString());
    }

    [Fact]
    public void Sform_CountsBeforeQform()
        => Assert.Equal(Sform, Read(WithSform(1).Int16(252, 1)).Affine);

    [Theory]
    [InlineData(0)]
    [InlineData(6)]    // NIfTI knows codes 0 to 5; nibabel takes others for 0
    [InlineData(-1)]
    public void SformWithoutCode_DoesNotCount(short code)
        => Assert.NotEqual(Sform, Read(WithSform(code)).Affine);

    [Fact]
    public void Rectified_TheQformStandsInForAnSformWithOtherSizes()
    {
        // The sform's columns have lengths 2, 3 and 4; pixdim says 1, 1, 1, which is then the qform: turned by nothing.
        var path = folder.Save("a.nii", WithSform(1).Float(268, 7, 8, 9).Bytes);
        Assert.Equal(Sform, ImageFile.Read(path).Affine);
        Assert.Equal(Affine.Translation(7, 8, 9), ImageFile.Read(path, new() { RectifyAffine = true }).Affine);
        Assert.Equal(Affine.Translation(7, 8, 9), ImageFile.ReadHeader(path, new() { RectifyAffine = true }).Affine);
        var agreeing = folder.Save("b.nii", WithSform(1).Float(80, 2, 3, 4).Bytes);
        Assert.Equal(Sform, ImageFile.Read(agreeing, new() { RectifyAffine = true }).Affine);
    }

    [Fact]
    public void Rectified_AnObliqueSliceKeepsItsSform()
    {
        // b = sqrt 1/2: a quarter turn about x, so that the first two rows and columns of the qform are diag(1, 0), and
        // the sizes in the plane, 1 and 0 (which counts as 1), are pixdim only if pixdim is 1. It is 2.
        var b = MathF.Sqrt(0.5f);
        var path = folder.Save("a.nii", new NiftiBytes([2, 3]).Float(80, 1, 2).Float(256, b, 0, 0)
            .Int16(254, 1).Float(280, 0, 3, 0, 1, -2, 0, 0, 2, 0, 0, 4, 3).Bytes);
        Assert.Equal(Sform, ImageFile.Read(path, new() { RectifyAffine = true }).Affine);
    }

    [Fact]
    public void VoxelSizesOfZeroOrLess_AreCorrected()
    {
        // As nibabel does: 0 becomes 1, -2 becomes 2, and a pixdim[0] other than 1 and -1 becomes 1.
        var volume = Read(new NiftiBytes([3, 3, 3]).Float(76, 5, 0, -2, 3));
        Assert.Equal([1, 1, 2, 3, 1, 1, 1, 1], (Values<double>)volume.Metadata["pixdim"]);
        Assert.Equal([1, 2, 3], volume.Affine.Spacing());
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(float.NaN, 5)]
    [InlineData(float.PositiveInfinity, float.NaN)]
    [InlineData(1, 0)]
    public void SlopeOfZeroOrNaN_IsNoScaling(float slope, float intercept)
    {
        var volume = Read(new NiftiBytes([3]).Float(112, slope, intercept));
        Assert.False(volume.Header.IsScaled);
        Assert.Equal([0, 1, 2], volume.ToArray<double>());
        Assert.IsType<short[]>(volume.Voxels);
    }

    [Fact]
    public void Scaling_IsAppliedOnCopying()
    {
        var volume = Read(new NiftiBytes([3]).Float(112, 2, -1));
        Assert.Equal([0, 1, 2], (short[])volume.Voxels);
        Assert.Equal([-1f, 1f, 3f], volume.ToArray<float>());
    }

    [Fact]
    public void BothByteOrders_GiveTheSameImage()
    {
        var little = Read(WithSform(2));
        var big = Read(WithSform(2, bigEndian: true));
        Assert.Equal((short[])little.Voxels, (short[])big.Voxels);
        Assert.Equal(little.Affine, big.Affine);
        Assert.Equal(little.Metadata, big.Metadata);
    }

    [Fact]
    public void Colours_AreComponents()
    {
        var volume = Read(new NiftiBytes([2, 1]).Datatype(128, 24).Voxels([1, 2, 3, 4, 5, 6]).Float(112, 2, 1));
        Assert.Equal([2, 1, 3], volume.Header.ArrayShape);
        Assert.Equal(3, volume.Channels);
        Assert.Equal([1, 2, 3, 4, 5, 6], volume.ToArray<byte>());   // colours are never scaled
    }

    [Fact]
    public void Metadata_HasTheFieldsByName()
    {
        var metadata = Read(new NiftiBytes([2, 3, 4]).Text(148, "a scan").Int16(68, 1002)).Metadata;
        Assert.Equal("a scan", metadata["descrip"]);
        Assert.Equal(1002L, metadata["intent_code"]);
        Assert.Equal(Values.Create([3L, 2, 3, 4, 1, 1, 1, 1]), metadata["dim"]);
        Assert.Equal(352.0, metadata["vox_offset"]);
        Assert.Equal("n+1", metadata["magic"]);
        Assert.Equal(43, metadata.Count);
    }

    [Fact]
    public void Pair_IsReadByEitherName()
    {
        var made = new NiftiBytes([2, 3]).Text(344, "ni1").Float(108, 0);
        folder.Save("a.hdr", made.HeaderOnly);
        folder.Save("a.img.gz", NiftiBytes.Zipped(made.VoxelsOnly));
        Assert.Equal([0, 1, 2, 3, 4, 5], (short[])ImageFile.Read(folder["a.hdr"]).Voxels);
        Assert.Equal([0, 1, 2, 3, 4, 5], (short[])ImageFile.Read(folder["a.img.gz"]).Voxels);
    }

    [Fact]
    public void OffsetOfZero_MeansRightAfterTheHeader()
        => Assert.Equal([0, 1, 2], (short[])Read(new NiftiBytes([3]).Float(108, 0)).Voxels);

    public void Dispose() => folder.Dispose();

    private static Affine Sform { get; } = new(3, [0, 3, 0, 1, -2, 0, 0, 2, 0, 0, 4, 3, 0, 0, 0, 1]);

    private static NiftiBytes WithSform(short code, bool bigEndian = false)
        => new NiftiBytes([2, 3, 4], bigEndian).Int16(254, code).Float(280, 0, 3, 0, 1, -2, 0, 0, 2, 0, 0, 4, 3);

    private ImageVolume Read(NiftiBytes made)
    {
        var plain = ImageFile.Read(folder.Save("a.nii", made.Bytes));
        var zipped = ImageFile.Read(folder.Save("a.nii.gz", NiftiBytes.Zipped(made.Bytes)));
        Assert.Equal(plain.Voxels, zipped.Voxels);
        return plain;
    }
}
