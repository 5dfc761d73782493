using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Tests.Formats.Dicom;
using Medulla.Transforms;
using Medulla.Transforms.Io;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Io;

/// <summary>Options of reading, as the reference's readers have them.</summary>
public sealed class LoadImageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-load").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Converter_MakesColoursOfGrey_AndGreyOfColours()
    {
        using var scope = NewDisposeScope();
        var grey = Saved("grey.png", tensor(new byte[] { 0, 100, 200, 255, 7, 8 }).view(1, 3, 2));
        var colours = new LoadImage(Converter: picture => ((LoadedPicture)picture!).Convert("RGB")).Apply(grey);
        Assert.Equal([3, 2, 3], colours.Data.shape);
        Assert.Equal(2, colours.Metadata.OriginalChannelDim!.Value.Axis);
        Assert.True(colours.Data.select(2, 1).equal(new LoadImage().Apply(grey).Data).all().item<bool>());

        var red = Saved("red.png", tensor(new byte[] { 255, 0, 0, 10, 20, 30 }).view(2, 1, 3).permute(2, 0, 1).contiguous());
        var luma = new LoadImage(Reader: [new FileReader(Converter: picture => ((LoadedPicture)picture!).Convert("L"))]).Apply(red);
        Assert.Equal([2, 1], luma.Data.shape);
        Assert.Equal([76f, 18f], luma.Data.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => new LoadImage(Converter: picture => ((LoadedPicture)picture!).Convert("CMYK")).Apply(red));
        Assert.Throws<ArgumentException>(() => new LoadImage(Converter: _ => 1).Apply(red));
    }

    [Fact]
    public void ReverseIndexing_OffGivesRowsFirst()
    {
        using var scope = NewDisposeScope();
        var file = Saved("grey.png", arange(6).to_type(ScalarType.Byte).view(1, 3, 2));
        Assert.Equal([3, 2], new LoadImage().Apply(file).Data.shape);
        var rows = new LoadImage(ReverseIndexing: false).Apply(file).Data;
        Assert.Equal([2, 3], rows.shape);
        Assert.True(rows.equal(new LoadImage().Apply(file).Data.transpose(0, 1)).all().item<bool>());
    }

    [Fact]
    public void ClosestCanonical_TurnsVoxelsAndAffine_AndKeepsWhereTheFileWas()
    {
        using var scope = NewDisposeScope();
        var affine = new Affine(3, [0, -2, 0, 10, -1, 0, 0, 20, 0, 0, 3, 30, 0, 0, 0, 1]);
        var file = Path.Combine(folder, "turned.nii.gz");
        var voxels = rand(1, 2, 3, 4);
        new SaveImage(OutputDtype: null).Write(new MetaTensor(voxels, affine), file);
        var straight = new LoadImage(AsClosestCanonical: true).Apply(file);
        Assert.Equal([3, 2, 4], straight.Data.shape);
        Assert.True(straight.Data.equal(voxels[0].transpose(0, 1).flip(0, 1)).all().item<bool>());
        Assert.True(straight.Affine.IsClose(new Affine(3, [2, 0, 0, 6, 0, 1, 0, 19, 0, 0, 3, 30, 0, 0, 0, 1])));
        Assert.True(straight.Metadata.OriginalAffine!.IsClose(affine));
        Assert.Empty(straight.Applied);
    }

    [Fact]
    public void LeftBackAffine_IsGivenWhereAsked()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "image.nii");
        new SaveImage().Write(new MetaTensor(rand(1, 2, 2, 2), Affine.Translation(1, 2, 3)), file);
        Assert.True(new LoadImage(Reader: ["itkreader"], AffineLpsToRas: false).Apply(file).Affine.IsClose(new Affine(3, [-1, 0, 0, -1, 0, -1, 0, -2, 0, 0, 1, 3, 0, 0, 0, 1])));
    }

    [Fact]
    public void Metadata_LieBesideTheImage_WhereAsked()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "image.nii");
        new SaveImage().Write(new MetaTensor(rand(3, 2, 4, 5), Affine.Translation(1, 2, 3)), file);
        var sample = new Sample { ["image"] = file };

        var known = (IDictionary<string, object?>)new LoadImage.Keyed("image", ImageOnly: false).Apply(sample)["image_meta_dict"]!;
        Assert.Equal(file, known["filename_or_obj"]);
        Assert.Equal([2L, 4, 5], (IEnumerable<long>)known["spatial_shape"]!);
        Assert.True(((Affine)known["original_affine"]!).IsClose(Affine.Translation(1, 2, 3)));

        Assert.Equal(["image"], new LoadImage.Keyed("image").Apply(sample).Keys);
        Assert.True(new LoadImage.Keyed("image", MetaKeys: "facts", ImageOnly: false).Apply(sample).ContainsKey("facts"));
        var taken = sample.With("facts", 1L);
        Assert.Contains("overwriting", Assert.Throws<TransformException>(() => new LoadImage.Keyed("image", MetaKeys: "facts", ImageOnly: false).Apply(taken)).Message, StringComparison.Ordinal);
        Assert.IsType<Dictionary<string, object?>>(new LoadImage.Keyed("image", MetaKeys: "facts", ImageOnly: false, Overwriting: true).Apply(taken)["facts"]);
    }

    [Fact]
    public void UnknownReader_IsRejected()
        => Assert.Contains("PydicomReader", Assert.Throws<ArgumentException>(() => new LoadImage(Reader: ["DicomReader"])).Message, StringComparison.Ordinal);

    [Fact]
    public void SeriesOfDicom_IsColumnRowSlice()
    {
        using var scope = NewDisposeScope();
        var series = Series(3);
        foreach (var reader in new FileReader[] { new(), "ITKReader", "pydicomreader", new PydicomReader(FnameRegex: ".*/slice") })
        {
            var image = new LoadImage(Reader: [reader]).Apply(series);
            Assert.Equal([2, 3, 3], image.Data.shape);
            Assert.Equal([3.0, 2, 5], image.Affine.Spacing());
            Assert.Equal(1002, image.Data[0, 1, 0].item<float>());
            Assert.Equal(image.Affine, image.Metadata.OriginalAffine);
            Assert.Equal("RAS", image.Metadata.Space);
            Assert.Equal("CT", image.Metadata.Fields["Modality"]);
        }
        Assert.Equal([1, 2, 3, 3], new LoadImage(EnsureChannelFirst: true).Apply(series).Data.shape);
        Assert.EndsWith(Path.Combine("series", "series_trans.nii.gz"), new SaveImage(OutputDir: folder).PathFor(series + "/"));
    }

    [Fact]
    public void SliceOfDicom_IsAVolumeForItk_AndAPlaneForPydicom()
    {
        using var scope = NewDisposeScope();
        var slice = Path.Combine(Series(1), "slice0");
        Assert.Equal([2, 3, 1], new LoadImage(Reader: ["ITKReader"]).Apply(slice).Data.shape);
        Assert.Equal([1, 3, 2], new LoadImage(Reader: [new ItkReader(SlicesFirst: true)]).Apply(slice).Data.shape);
        Assert.Equal([2, 3], new LoadImage(Reader: ["PydicomReader"]).Apply(slice).Data.shape);
        var swapped = new LoadImage(Reader: [new PydicomReader(SwapIj: false)]).Apply(slice);
        Assert.Equal([3, 2], swapped.Data.shape);
        Assert.Equal([-10.0, -22, 0], swapped.Affine.Apply(1, 0, 0));
    }

    [Fact]
    public void GapInASeries_IsAnError_UnlessAllowed()
    {
        using var scope = NewDisposeScope();
        var series = Series(4);
        File.Delete(Path.Combine(series, "slice2"));
        Assert.Contains("not evenly spaced", Assert.Throws<ImageFormatException>(() => new LoadImage(Reader: ["ITKReader"]).Apply(series)).Message);
        Assert.Equal(7.5, new LoadImage(Reader: [new ItkReader(AllowUneven: true)]).Apply(series).Affine.Spacing()[2]);
    }

    private string Series(int slices)
    {
        var series = Directory.CreateDirectory(Path.Combine(folder, "series")).FullName;
        for (var slice = 0; slice < slices; slice++)
        {
            File.WriteAllBytes(Path.Combine(series, $"slice{slice}"), MadeDicom.Slice(2, 3, 5 * slice, slice + 1).Bytes);
        }
        return series;
    }

    private string Saved(string name, Tensor voxels)
    {
        var file = Path.Combine(folder, name);
        new SaveImage(OutputExt: ".png").Write(new MetaTensor(voxels, Affine.Identity(2)), file);
        return file;
    }
}
