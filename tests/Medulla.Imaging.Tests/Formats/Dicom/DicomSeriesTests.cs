using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Dicom;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Formats.Dicom;

public sealed class DicomSeriesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => System.IO.Path.GetDirectoryName(folder["x"])!;

    [Fact]
    public void Slices_AreSortedByPosition_AndSpacedByIt()
    {
        // Numbers run down and names at random: positions count. Thickness says 7, positions 5.
        Save(MadeDicom.Slice(2, 3, z: -10, number: 3), MadeDicom.Slice(2, 3, z: 0, number: 1), MadeDicom.Slice(2, 3, z: -5, number: 2));
        var image = ImageFile.Read(Path);
        Assert.Equal([2, 3, 3], image.Dimensions);
        // LPS (10, 20, -10) is RAS (-10, -20, -10); columns are 3 mm apart, rows 2 mm.
        Assert.Equal(Affine.Create(3, (r, c) => (r, c) switch { (0, 0) => -3, (1, 1) => -2, (2, 2) => 5, (0, 3) => -10, (1, 3) => -20, (2, 3) => -10, _ => 0 }), image.Affine);
        Assert.Equal([3000, 2000, 1000, 3002, 2002, 1002, 3004, 2004, 1004], image.ToArray<int>()[..9]);
        Assert.Equal(Values.Create([3.0, 2, 5]), image.Metadata["spacing"]);
        Assert.Equal("CT", image.Metadata["Modality"]);
        Assert.Equal(image.Header.Affine, ImageFile.ReadHeader(Path).Affine);
    }

    [Fact]
    public void ObliqueSlices_FollowTheirNormal()
    {
        // Rows run to the back, columns to the top: the normal is left, and sagittal slices go to the left.
        Save([.. new[] { 4.0, 0, 2 }.Select((x, index) => MadeDicom.Slice(2, 2, number: index + 1).Set("ImageOrientationPatient", 0, 1, 0, 0, 0, 1).Set("ImagePositionPatient", x, 5, 6))]);
        var affine = ImageFile.Read(Path).Affine;
        Assert.Equal([-2.0, 0, 0], affine.Apply(0, 0, 1).Zip(affine.Apply(0, 0, 0), (a, b) => a - b));
        Assert.Equal([0.0, -3, 0], affine.Apply(1, 0, 0).Zip(affine.Apply(0, 0, 0), (a, b) => a - b));
        Assert.Equal([0.0, 0, 2], affine.Apply(0, 1, 0).Zip(affine.Apply(0, 0, 0), (a, b) => a - b));
    }

    [Fact]
    public void VolumeWrittenAsSlices_ComesBack()
    {
        // Right-handed axes: left, front and top, turned about the last.
        var affine = new Affine(3, [-0.8 * 0.6, 0.8 * 1.2, 0, 11, 0.8 * 0.8, 0.6 * 1.2, 0, 22, 0, 0, -2, 33, 0, 0, 0, 1]);
        var random = new Random(5);
        var volume = ImageVolume.FromRowMajor<short>([.. Enumerable.Range(0, 4 * 3 * 5).Select(_ => (short)random.Next(-1000, 3000))], [4, 3, 5], affine);
        MadeDicom.Write(volume, Path);
        var found = ImageFile.Read(Path);
        Assert.True(found.Affine.IsClose(affine, 1e-9), $"{found.Affine}");
        Assert.Equal(volume.ToArray<short>(), found.ToArray<short>());
    }

    [Fact]
    public void TiltedGantry_GivesAShearedAffineAndAWarning()
    {
        Save([.. Enumerable.Range(0, 3).Select(index => MadeDicom.Slice(2, 2, number: index + 1).Set("ImagePositionPatient", 0, index, index * 2))]);
        var image = ImageFile.Read(Path);
        Assert.Equal([0.0, -2, 4], image.Affine.Apply(0, 0, 2));
        Assert.Contains("26.57 degrees", ((Values<string>)image.Metadata["warnings"])[0]);
    }

    [Fact]
    public void SliceOfItsOwn_HasTheStatedThickness()
    {
        var image = ImageFile.Read(folder.Save("one.dcm", MadeDicom.Slice(2, 2).Bytes));
        Assert.Equal([2, 2, 1], image.Dimensions);
        Assert.Equal([3.0, 2, 7], image.Affine.Spacing());
    }

    [Fact]
    public void MissingSlice_IsAnErrorWithNumbers_OrAWarning()
    {
        Save([.. new[] { 0, 1, 2, 4, 5 }.Select(z => MadeDicom.Slice(2, 2, z, z + 1))]);
        Assert.Contains("2 mm between slices 3 and 4", Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path)).Message);
        var image = DicomSeries.Read(Path, new() { Dicom = new() { AllowUneven = true } });
        Assert.Equal(1.25, image.Affine.Spacing()[2]);
        Assert.Contains("mean distance of 1.25 mm", ((Values<string>)image.Metadata["warnings"])[0]);
    }

    [Fact]
    public void RoundedPositions_AreNoGaps()
    {
        Save([.. Enumerable.Range(0, 20).Select(z => MadeDicom.Slice(2, 2, Math.Round(z * 0.725, 2), z + 1))]);
        Assert.Equal(20, ImageFile.Read(Path).Dimensions[2]);
    }

    [Fact]
    public void RepeatedPosition_IsAnError_OrTheFirstCounts()
    {
        Save(MadeDicom.Slice(1, 1, 0, 1), MadeDicom.Slice(1, 1, 1, 2), MadeDicom.Slice(1, 1, 1, 3), MadeDicom.Slice(1, 1, 2, 4));
        Assert.Contains("2 positions with 1, 1 positions with 2", Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path)).Message);
        Assert.Equal([1000, 2000, 4000], DicomSeries.Read(Path, new() { Dicom = new() { AllowUneven = true } }).ToArray<int>());
        Assert.Equal([1000, 3000, 4000], DicomSeries.Read(Path, new() { Dicom = new() { Where = frame => frame.Number(DicomTag.Named("InstanceNumber")) != 2 } }).ToArray<int>());
    }

    [Fact]
    public void CopyOfAFile_CountsOnce()
    {
        Save(MadeDicom.Slice(1, 1, 0, 1), MadeDicom.Slice(1, 1, 1, 2), MadeDicom.Slice(1, 1, 1, 2));
        Assert.Equal(2, ImageFile.Read(Path).Dimensions[2]);
    }

    [Fact]
    public void SeveralVolumes_BecomeAFourthAxis()
    {
        // Echo times run against the numbers.
        Save([.. from echo in new[] { 20, 10 } from z in new[] { 1, 0 } select MadeDicom.Slice(1, 1, z, 5 - (2 * (echo / 10)) + z).Set("EchoTime", echo)]);
        var image = ImageFile.Read(Path);
        Assert.Equal([1, 1, 2, 2], image.Dimensions);
        Assert.Equal([3000, 1000, 4000, 2000], image.ToArray<int>());
        Assert.Equal(Values.Create(["EchoTime 10", "EchoTime 20"]), image.Metadata["volumes"]);
        var second = DicomSeries.Read(Path, new() { Dicom = new() { Volume = 1 } });
        Assert.Equal([1000, 2000], second.ToArray<int>());
        Assert.Contains("counted from 0: EchoTime 10; EchoTime 20", Assert.Throws<ImageFormatException>(() => DicomSeries.Read(Path, new() { Dicom = new() { Volume = 2 } })).Message);
    }

    [Fact]
    public void RescalingPerSlice_GivesValues()
    {
        Save(MadeDicom.Slice(1, 1, 0, 1).Set("RescaleSlope", 0.5), MadeDicom.Slice(1, 1, 1, 2).Set("RescaleSlope", 2).Set("RescaleIntercept", 1));
        var image = ImageFile.Read(Path);
        Assert.Equal(VoxelType.Float32, image.Header.StoredType);
        Assert.Equal([500, 4001], image.ToArray<float>());
    }

    [Fact]
    public void RescalingPerSlice_AppliesToFloatingPointToo()
    {
        MadeDicom Made(double z, int number) => MadeDicom.Slice(1, 1, z, number).Without("PixelData").Set("BitsAllocated", 32).Set("BitsStored", 32).Set("HighBit", 31)
            .Set(DicomTag.Named("FloatPixelData"), "OF", new[] { 0.5 }).Set("RescaleSlope", number);
        Save(Made(0, 1), Made(1, 2));
        Assert.Equal([0.5f, 1], ImageFile.Read(Path).ToArray<float>());
    }

    [Fact]
    public void EnhancedFile_TakesPlaceAndScaleFromItsGroups()
    {
        MadeDicom Frame(double z, double slope) => new MadeDicom().Set("PlanePositionSequence", new MadeDicom().Set("ImagePositionPatient", 0, 0, z))
            .Set("PixelValueTransformationSequence", new MadeDicom().Set("RescaleSlope", slope).Set("RescaleIntercept", 0));
        var shared = new MadeDicom().Set("PlaneOrientationSequence", new MadeDicom().Set("ImageOrientationPatient", 1, 0, 0, 0, 1, 0))
            .Set("PixelMeasuresSequence", new MadeDicom().Set("PixelSpacing", 1.5, 2.5));
        var made = MadeDicom.Slice(1, 3).Without("ImagePositionPatient").Without("ImageOrientationPatient").Without("PixelSpacing").Set("Rows", 1).Set("NumberOfFrames", 3)
            .Set("PerFrameFunctionalGroupsSequence", Frame(8, 1), Frame(0, 2), Frame(4, 3)).Set("SharedFunctionalGroupsSequence", shared);
        var image = made.Read().ReadImage();
        Assert.Equal([1, 1, 3], image.Dimensions);
        Assert.Equal([2002, 3006, 1000], image.ToArray<float>());
        Assert.Equal([2.5, 1.5, 4], image.Affine.Spacing());
    }

    [Fact]
    public void FramesOfAFileWithOnePosition_FollowAlongTheNormal()
    {
        var made = MadeDicom.Slice(1, 3, z: 5).Set("Rows", 1).Set("NumberOfFrames", 3);
        Assert.Equal([1, 1, 3], made.Read().ReadImage().Dimensions);
        Assert.Equal([-10.0, -20, 19], made.Read().ReadImage().Affine.Apply(0, 0, 2));
        var dose = made.Set("GridFrameOffsetVector", 0, 2.5, 5).Set("DoseGridScaling", 0.01).Read().ReadImage();
        Assert.Equal([-10.0, -20, 10], dose.Affine.Apply(0, 0, 2));
        Assert.Equal([10, 10.01, 10.02], dose.ToArray<double>().Select(gray => Math.Round(gray, 6)));
    }

    [Fact]
    public void Segmentation_HasAVolumeForEachSegment_AndFillsWhatItLeavesOut()
    {
        MadeDicom Frame(double z, int segment) => new MadeDicom().Set("PlanePositionSequence", new MadeDicom().Set("ImagePositionPatient", 0, 0, z))
            .Set("SegmentIdentificationSequence", new MadeDicom().Set("ReferencedSegmentNumber", segment));
        MadeDicom Segment(int number, string label) => new MadeDicom().Set("SegmentNumber", number).Set("SegmentLabel", label);
        MadeDicom Made(params MadeDicom[] frames) => MadeDicom.Slice(3, 1).Set("BitsAllocated", 1).Set("BitsStored", 1).Set("HighBit", 0).Set("PixelRepresentation", 0)
            .Set("SegmentSequence", Segment(1, "liver"), Segment(2, "spleen")).Set("NumberOfFrames", 3).Pixels([0b10_101_001, 0b1])
            .Set("PerFrameFunctionalGroupsSequence", frames);
        var image = Made(Frame(0, 1), Frame(2, 1), Frame(8, 2)).Read().ReadImage();
        Assert.Equal([3, 1, 2, 2], Made(Frame(0, 1), Frame(2, 1), Frame(2, 2)).Read().ReadImage().Dimensions);
        Assert.Equal([3, 1, 5, 2], image.Dimensions);
        Assert.Equal(Values.Create(["liver", "spleen"]), image.Metadata["volumes"]);
        Assert.Equal(2, image.Affine.Spacing()[2]);
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0, 0, 0], image.ToArray<int>()[..10]);
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 0, 0, 1], image.ToArray<int>()[20..30]);
        Assert.Contains("same place", Assert.Throws<ImageFormatException>(() => Made(Frame(0, 1), Frame(2, 1), Frame(2, 1)).Read().ReadImage()).Message);
        Assert.Contains("multiples of one distance", Assert.Throws<ImageFormatException>(() => Made(Frame(0, 1), Frame(2, 1), Frame(5, 1)).Read().ReadImage()).Message);
    }

    [Fact]
    public void Folder_SaysWhatThereIs()
    {
        Save(MadeDicom.Slice(1, 1, 0, 1), MadeDicom.Slice(1, 1, 1, 2), MadeDicom.Slice(1, 1, 0, 3).Set("SeriesInstanceUID", "9.9").Set("SeriesDescription", "scout"));
        folder.Save("notes.txt", "hello"u8.ToArray());
        folder.Save("report", new MadeDicom().Set("Modality", "SR").Bytes);
        folder.Save("bad.dcm", MadeDicom.Slice(9, 9).Bytes[..300]);
        var found = DicomSeries.Find(Path);
        Assert.Equal(["1.2.3.4", "9.9"], found.Series.Select(series => series.Uid));
        Assert.Equal((1, 1), (found.Others, found.WithoutPixels));
        Assert.StartsWith("bad.dcm: ", Assert.Single(found.Damaged));
        var exception = Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path));
        Assert.Contains("CT \"scout\", 1 file, 9.9", exception.Message);
        Assert.Equal(1, DicomSeries.Read(Path, new() { Dicom = new() { SeriesUid = "9.9" } }).Dimensions[2]);
        Assert.Equal(2, found.Choose("1.2.3.4.1.1").Files.Count);
        Assert.Throws<ImageFormatException>(() => found.Choose("7"));
    }

    [Fact]
    public void FolderWithoutDicom_IsRefused()
    {
        folder.Save("notes.txt", "hello"u8.ToArray());
        Assert.Contains("the folder has no file of a DICOM series", Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path)).Message);
    }

    [Fact]
    public void MixedOrientationsOrSizes_AreRefusedWithTheirCounts()
    {
        Save(MadeDicom.Slice(2, 2, 0, 1), MadeDicom.Slice(2, 2, 1, 2), MadeDicom.Slice(2, 2, 2, 3).Set("ImageOrientationPatient", 0, 1, 0, 0, 0, 1));
        Assert.Contains("[0, 1, 0, 0, 0, 1] (1 frames)", Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path)).Message);
        Save(MadeDicom.Slice(2, 3, 2, 3));
        Assert.Contains("2 x 3 Int16 in 1 files", Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path)).Message);
    }

    [Fact]
    public void PictureWithoutPlace_HasItsPixelSpacing()
    {
        var image = ImageFile.Read(folder.Save("x.dcm", MadeDicom.Slice(2, 2).Without("ImagePositionPatient").Without("ImageOrientationPatient").Bytes));
        Assert.Equal([-3.0, -2, 7], image.Affine.Apply(1, 1, 1));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Under names in an order that means nothing.</summary>
    private void Save(params MadeDicom[] files)
    {
        foreach (var (index, file) in files.Index())
        {
            folder.Save($"im{(index * 7) % 10}{index}", file.Bytes);
        }
    }
}
