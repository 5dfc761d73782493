using System.Text;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Imaging.Tests.Formats.Dicom;

public sealed class DicomFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, bool> Encodings => new(
        from syntax in new[] { MadeDicom.Implicit, MadeDicom.Explicit, MadeDicom.Deflated, MadeDicom.BigEndian }
        from delimited in new[] { false, true }
        select (syntax, delimited));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encoding_ChangesNothing(string syntax, bool delimited)
    {
        var made = MadeDicom.Slice(3, 2).Set("TemporalPositionIndex", 70000).Set("DiffusionBValue", 1000.5)
            .Set("PlanePositionSequence", new MadeDicom().Set("ImagePositionPatient", 1, 2, 3).Set("FrameContentSequence", new MadeDicom().Set("StackID", "deep")), new MadeDicom());
        (made.Syntax, made.IsDelimited) = (syntax, delimited);
        var file = made.Read();
        Assert.Equal(syntax, file.TransferSyntax.Uid);
        Assert.Equal("CT", file.Dataset.Text(DicomTag.Named("Modality")));
        Assert.Equal(70000, file.Dataset.Integer(DicomTag.Named("TemporalPositionIndex")));
        Assert.Equal(1000.5, file.Dataset.Number(DicomTag.Named("DiffusionBValue")));
        var items = file.Dataset.Items(DicomTag.Named("PlanePositionSequence"));
        Assert.Equal(2, items.Count);
        Assert.Equal([1, 2, 3], items[0].Numbers(DicomTag.Named("ImagePositionPatient")));
        Assert.Equal("deep", items[0].Items(DicomTag.Named("FrameContentSequence"))[0].Text(DicomTag.Named("StackID")));
        Assert.Equal([1000, 1003, 1001, 1004, 1002, 1005], file.ReadImage().ToArray<int>());
    }

    [Theory]
    [InlineData(MadeDicom.Implicit)]
    [InlineData(MadeDicom.Explicit)]
    public void FileWithoutPreamble_IsRead(string syntax)
    {
        var made = MadeDicom.Slice(3, 2);
        (made.Syntax, made.HasPreamble) = (syntax, false);
        Assert.Equal(syntax, made.Read().TransferSyntax.Uid);
        Assert.Equal(6, made.Read().ReadImage().Voxels.Length);
    }

    [Theory]
    [InlineData("ISO_IR 100", "G\u00FCnther")]
    [InlineData("ISO_IR 192", "\u5C71\u7530")]
    [InlineData("ISO_IR 144", "\u041B\u044E")]
    [InlineData("", "Plain")]
    public void Texts_FollowTheCharacterSet(string set, string text)
    {
        var encoding = set switch
        {
            "ISO_IR 192" => Encoding.UTF8,
            "ISO_IR 144" => CodePagesEncodingProvider.Instance.GetEncoding(28595)!,
            _ => Encoding.Latin1,
        };
        var item = new MadeDicom().Set(DicomTag.Named("ProtocolName"), "LO", encoding.GetBytes(text));
        var file = MadeDicom.Slice(1, 1).Set("SpecificCharacterSet", set).Set(DicomTag.Named("SeriesDescription"), "LO", encoding.GetBytes(text)).Set("MREchoSequence", item).Read();
        Assert.Equal(text, file.Dataset.Text(DicomTag.Named("SeriesDescription")));
        Assert.Equal(text, file.Dataset.Items(DicomTag.Named("MREchoSequence"))[0].Text(DicomTag.Named("ProtocolName")));
    }

    [Fact]
    public void PrivateAndUnknownAttributes_ArePassedOver()
    {
        var made = MadeDicom.Slice(2, 2).Set(new(0x0009, 0x0010), "LO", "ACME").Set(new(0x0009, 0x1001), "UN", new byte[] { 1, 2, 3, 4 })
            .Set(new(0x0011, 0x1001), "ZZ", "odd ").Set(new(0x0013, 0x1001), "SQ", new[] { new MadeDicom().Set("Modality", "XX") });
        made.IsDelimited = true;
        var set = made.Read().Dataset;
        Assert.Equal("CT", set.Text(DicomTag.Named("Modality")));
        Assert.Equal(4, set[new(0x0009, 0x1001)]!.Bytes.Length);
        Assert.True(new DicomTag(0x0009, 0x1001).IsPrivate);
    }

    [Fact]
    public void UnknownRepresentationOfUndefinedLength_IsASequenceInImplicitEncoding()
    {
        byte[] items = [0xFE, 0xFF, 0x00, 0xE0, 10, 0, 0, 0, 0x08, 0, 0x60, 0, 2, 0, 0, 0, (byte)'M', (byte)'R', 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        var bytes = MadeDicom.Slice(1, 1).Set(new(0x0009, 0x1001), "UN", items).Bytes;
        var at = bytes.AsSpan().IndexOf("UN"u8);
        bytes.AsSpan(at + 4, 4).Fill(0xFF);
        using var stream = new MemoryStream(bytes);
        Assert.Equal("MR", DicomFile.Read(stream).Dataset.Items(new(0x0009, 0x1001))[0].Text(DicomTag.Named("Modality")));
    }

    [Fact]
    public void Pixels_AreNotReadBeforeTheyAreAskedFor()
    {
        var path = folder.Save("large.dcm", MadeDicom.Slice(2000, 2000).Bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = DicomFile.Read(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        Assert.True(file.HasPixels);
        Assert.Equal(4_000_000, file.ReadImage().Voxels.Length);
    }

    [Fact]
    public void OtherFiles_AreRefused()
    {
        var exception = Assert.Throws<ImageFormatException>(() => DicomFile.Read(folder.Save("a.dcm", "plain text that is no image"u8.ToArray())));
        Assert.Contains("it is no DICOM file", exception.Message);
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(folder.Save("empty.dcm", [])));
    }

    [Fact]
    public void CutOffFile_IsReportedWithNumbers()
    {
        var whole = MadeDicom.Slice(20, 20).Bytes;
        var exception = Assert.Throws<ImageFormatException>(() => ImageFile.Read(folder.Save("cut.dcm", whole[..^100])));
        Assert.Contains("(7FE0,0010) take 800 bytes", exception.Message);
        Assert.Contains("cut off", Assert.Throws<ImageFormatException>(() => ImageFile.Read(folder.Save("cut2.dcm", whole[..300]))).Message);
    }

    [Fact]
    public void EndlessSequences_AreRefused()
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        for (var depth = 0; depth < 10000; depth++)
        {
            stream.Write([0x08, 0, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
        }
        stream.Position = 0;
        Assert.Contains("deep", Assert.Throws<ImageFormatException>(() => DicomFile.Read(stream)).Message);
    }

    public void Dispose() => folder.Dispose();
}
