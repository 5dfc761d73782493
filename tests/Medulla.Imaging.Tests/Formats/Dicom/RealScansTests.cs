using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Imaging.Tests.Formats.Dicom;

public sealed class RealScansTests
{
    private static string Folder(params string[] parts)
    {
        Assert.SkipWhen(RealScans.Folder is null, "the collection of real scans does not stand beside the repository.");
        return Path.Combine([RealScans.Folder, .. parts]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void TimeSeriesOfGe_EqualsTheConversion(int series)
    {
        var found = DicomSeries.Read(Folder("dcm_qa_nih", "In", "20180918GE", $"mr_{series:0000}"));
        Assert.Equal([64, 64, 15, 10], found.Dimensions);
        RealScans.AssertSameInWorld(ImageFile.Read(Folder("dcm_qa_nih", "Ref", $"DCM2NIIX_regression_test_{series}.nii")), found);
    }

    [Theory]
    [InlineData(3, "AP")]
    [InlineData(4, "PA")]
    [InlineData(5, "RL")]
    [InlineData(6, "LR")]
    public void MosaicsOfSiemens_EqualTheConversion(int series, string direction)
    {
        var found = ImageFile.Read(Folder("dcm_qa_nih", "In", "20180918Si", $"mr_{series:0000}"));
        Assert.Equal([72, 72, 5, 2], found.Dimensions);
        RealScans.AssertSameInWorld(ImageFile.Read(Folder("dcm_qa_nih", "Ref", $"EPI_PE={direction}_{series}.nii")), found);
    }

    [Fact]
    public void EnhancedFilesOfSiemens_EqualTheConversion()
    {
        var found = ImageFile.Read(Folder("dcm_qa_enh", "In", "Siemens", "XA10"));
        Assert.Equal([64, 64, 6, 4], found.Dimensions);
        RealScans.AssertSameInWorld(ImageFile.Read(Folder("dcm_qa_enh", "Ref", "Siemens_REST1_w_SMS_PF7-8_6.nii")), found);
    }

    [Fact]
    public void EnhancedFileOfPhilips_HasMagnitudeAndFieldAsVolumes()
    {
        var path = Folder("dcm_qa_enh", "In", "Philips", "IM_0027_fMAP.dcm");
        var both = DicomFile.Read(path).ReadImage();
        Assert.Equal([64, 64, 32, 2], both.Dimensions);
        Assert.Equal(2, ((Values<string>)both.Metadata["volumes"]).Count);
        // The conversion has what Philips calls floating point values: ours over rescale slope times a private scale slope.
        var groups = DicomFile.Read(path).Dataset.Items(new(0x5200, 0x9230));
        foreach (var (volume, name) in new[] { "e1", "e2_fieldmaphz" }.Index())
        {
            var one = ImageFile.Read(path, new() { Dicom = new() { Volume = volume } });
            var own = groups.Select(group => group.Items(new(0x2005, 0x140F))[0]).First(own => own.Number(DicomTag.Named("RescaleSlope")) is { } slope && Math.Abs(slope - one.Header.Slope) < 1e-9);
            RealScans.AssertSameInWorld(
                ImageFile.Read(Folder("dcm_qa_enh", "Ref", $"Philips_WIP_B0_NS_801_{name}.nii")), one, 1 / (one.Header.Slope * own.Number(new(0x2005, 0x100E))!.Value), volume == 0 ? 1e-6 : 4e-3);   // -500 in its float32
        }
    }

    [Fact]
    public void StudyFolder_SaysWhatThereIs()
    {
        var folder = Folder("dcm_qa_nih", "In", "20180918GE", "mr_0004");
        var found = DicomSeries.Find(folder);
        Assert.Equal(1, found.Others);
        Assert.Equal("MR", Assert.Single(found.Series).Modality);
        Assert.Contains("150 files", found.ToString());
    }
}
