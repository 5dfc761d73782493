using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Imaging.Tests.Formats.Dicom;

public sealed class DicomPixelsTests
{
    /// <summary>8 x 8 pixels, 10 times the column plus 16 times the row, by libjpeg.</summary>
    internal const string GreyJpeg = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABoQAAAHAAAAAAAAAAAAAAAAAAAICSU0Q1H/2gAIAQEAAD8ANZSU24rBlQ//2Q==";

    /// <summary>16 x 16 pixels of red 200, green 100, blue 50, chroma thinned out 2 x 2, by libjpeg.</summary>
    private const string ColourJpeg = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABwj/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAHqQf//Z";

    [Theory]
    [InlineData(12, 11, 0, new ushort[] { 0x0FFF, 0xF123, 0x0800 }, new[] { 4095, 0x123, 2048 })]
    [InlineData(12, 11, 1, new ushort[] { 0x0FFF, 0xF123, 0x0800 }, new[] { -1, 0x123, -2048 })]
    [InlineData(12, 15, 0, new ushort[] { 0xFFF0, 0x123F, 0x8000 }, new[] { 4095, 0x123, 2048 })]
    [InlineData(16, 15, 1, new ushort[] { 0xFFFF, 0x0123, 0x8000 }, new[] { -1, 0x123, -32768 })]
    public void UnusedBits_AreTakenOff(int stored, int high, int signed, ushort[] pixels, int[] expected)
    {
        var made = MadeDicom.Slice(3, 1, pixels: Array.ConvertAll(pixels, pixel => (short)pixel)).Set("BitsStored", stored).Set("HighBit", high).Set("PixelRepresentation", signed);
        Assert.Equal(expected, made.Read().ReadImage().ToArray<int>());
    }

    [Fact]
    public void Rescaling_IsLeftToTheHeader()
    {
        var image = MadeDicom.Slice(2, 1, pixels: [0, 1000]).Set("RescaleSlope", 2).Set("RescaleIntercept", -1024).Read().ReadImage();
        Assert.Equal(VoxelType.Int16, image.Header.StoredType);
        Assert.Equal([-1024, 976], image.ToArray<float>());
    }

    [Theory]
    [InlineData(0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, new byte[] { 1, 4, 2, 5, 3, 6 })]
    public void Colours_AreComponents(int planar, byte[] pixels)
    {
        var made = Colour(2, 1, "RGB", pixels).Set("PlanarConfiguration", planar).Read().ReadImage();
        Assert.Equal([2, 1, 1, 3], made.Header.ArrayShape);
        Assert.Equal([1, 2, 3, 4, 5, 6], made.ToArray<int>());
    }

    [Fact]
    public void Ybr_BecomesRgb()
        => Assert.Equal([255, 0, 0, 128, 128, 128], Colour(2, 1, "YBR_FULL", [76, 85, 255, 128, 128, 128]).Read().ReadImage().ToArray<int>().Select(value => value == 254 ? 255 : value));

    [Fact]
    public void SharedChroma_IsSpread()
        => Assert.Equal([254, 0, 0, 255, 50, 50, 200, 200, 200, 100, 100, 100],
            Colour(4, 1, "YBR_FULL_422", [76, 126, 85, 255, 200, 100, 128, 128]).Read().ReadImage().ToArray<int>());

    [Fact]
    public void Palette_BecomesColours()
    {
        var made = Colour(3, 1, "PALETTE COLOR", [4, 5, 9]).Set("SamplesPerPixel", 1);
        foreach (var (index, colour) in new[] { "Red", "Green", "Blue" }.Index())
        {
            made.Set($"{colour}PaletteColorLookupTableDescriptor", 2, 4, 16).Set($"{colour}PaletteColorLookupTableData", (index + 1) * 256, (index + 11) * 256);
        }
        Assert.Equal([1, 2, 3, 11, 12, 13, 11, 12, 13], made.Read().ReadImage().ToArray<int>());
    }

    [Fact]
    public void SingleBits_AreUnfoldedAcrossFrames()
    {
        var made = MadeDicom.Slice(3, 1).Without("ImagePositionPatient").Set("BitsAllocated", 1).Set("BitsStored", 1).Set("HighBit", 0).Set("PixelRepresentation", 0).Set("NumberOfFrames", 3).Pixels([0b10110101, 0b1]);
        var image = made.Read().ReadImage();
        Assert.Equal([3, 1, 3], image.Dimensions);
        Assert.Equal([1, 0, 0, 0, 1, 1, 1, 1, 1], image.ToArray<int>());
    }

    [Fact]
    public void FloatingPoint_IsRead()
    {
        var made = MadeDicom.Slice(2, 1).Without("PixelData").Set("BitsAllocated", 32).Set("BitsStored", 32).Set("HighBit", 31).Set(DicomTag.Named("FloatPixelData"), "OF", new[] { 0.5, -3.25 });
        Assert.Equal([0.5f, -3.25f], made.Read().ReadImage().ToArray<float>());
    }

    [Fact]
    public void Runs_AreUnfolded()
    {
        // Upper bytes: three times 1, then 2 as it is; lower bytes: 10, 20, then twice 30, after a code that means nothing.
        byte[] upper = [0xFE, 1, 0x00, 2], lower = [0x01, 10, 20, 0x80, 0xFF, 30];
        byte[] frame = [2, 0, 0, 0, 64, 0, 0, 0, 68, 0, 0, 0, .. new byte[52], .. upper, .. lower];
        var image = MadeDicom.Slice(4, 1).Fragments(MadeDicom.Rle, [], frame).Read().ReadImage();
        Assert.Equal([266, 276, 286, 542], image.ToArray<int>());
    }

    [Theory]
    [InlineData(1, 16, 0)]
    [InlineData(2, 12, 0)]
    [InlineData(3, 16, 0)]
    [InlineData(4, 16, 0)]
    [InlineData(5, 12, 2)]
    [InlineData(6, 16, 1)]
    [InlineData(7, 16, 3)]
    public void LosslessJpeg_GivesBackEveryValue(int predictor, int precision, int restartLines)
    {
        var random = new Random(predictor);
        var lines = Enumerable.Range(0, 7).Select(_ => Enumerable.Range(0, 9).Select(_ => random.Next(1 << precision)).ToArray()).ToArray();
        var made = MadeDicom.Slice(9, 7).Set("BitsStored", precision).Set("HighBit", precision - 1).Set("PixelRepresentation", 0)
            .Fragments(MadeDicom.Lossless, [], MadeJpeg.Lossless(lines, 1, precision, predictor, restartLines));
        Assert.Equal(lines.SelectMany(line => line), Rows(made.Read().ReadImage()));
    }

    [Fact]
    public void LosslessJpeg_KeepsSignsAndColours()
    {
        int[][] signed = [[0xFFFF, 0x8000, 0, 0x7FFF]];
        var grey = MadeDicom.Slice(4, 1).Fragments(MadeDicom.Lossless, [], MadeJpeg.Lossless(signed, 1, 16, 1));
        Assert.Equal([-1, -32768, 0, 32767], grey.Read().ReadImage().ToArray<int>());
        int[][] colours = [[1, 2, 3, 250, 251, 252], [7, 8, 9, 0, 128, 255]];
        var image = Colour(2, 2, "RGB", []).Fragments(MadeDicom.Lossless, [], MadeJpeg.Lossless(colours, 3, 8, 1)).Read().ReadImage();
        Assert.Equal([1, 2, 3, 7, 8, 9, 250, 251, 252, 0, 128, 255], image.ToArray<int>());
    }

    [Fact]
    public void CosineJpeg_IsDecoded()
    {
        var grey = MadeDicom.Slice(8, 8).Set("BitsAllocated", 8).Set("BitsStored", 8).Set("HighBit", 7).Set("PixelRepresentation", 0)
            .Fragments(MadeDicom.Baseline, [], Convert.FromBase64String(GreyJpeg)).Read().ReadImage().ToArray<int>();
        Assert.All(grey.Index(), pixel => Assert.InRange(pixel.Item - ((10 * (pixel.Index / 8)) + (16 * (pixel.Index % 8))), -3, 3));
        var colour = Colour(16, 16, "YBR_FULL_422", []).Fragments(MadeDicom.Baseline, [], Convert.FromBase64String(ColourJpeg)).Read().ReadImage().ToArray<int>();
        Assert.All(colour.Chunk(3), pixel => Assert.All(pixel.Zip([200, 100, 50]), pair => Assert.InRange(pair.First - pair.Second, -4, 4)));
    }

    [Fact]
    public void FramesInSeveralFragments_AreToldApart()
    {
        int[][] first = [[1, 2, 3]], second = [[4, 5, 6]];
        byte[] one = MadeJpeg.Lossless(first, 1, 16, 1), two = MadeJpeg.Lossless(second, 1, 16, 1);
        MadeDicom Made(params byte[][] fragments) => MadeDicom.Slice(3, 1).Without("ImagePositionPatient").Set("NumberOfFrames", 2).Fragments(MadeDicom.Lossless, fragments);
        int[] expected = [1, 4, 2, 5, 3, 6];
        Assert.Equal(expected, Made([], one, two).Read().ReadImage().ToArray<int>());
        Assert.Equal(expected, Made([], one[..40], one[40..], two).Read().ReadImage().ToArray<int>());
        var offset = BitConverter.GetBytes(40 + (one.Length - 40 + 1) / 2 * 2 + 16);
        Assert.Equal(expected, Made([0, 0, 0, 0, .. offset], one[..40], one[40..], two).Read().ReadImage().ToArray<int>());
    }

    [Fact]
    public void EncodingsThatAreNotRead_NameTheWayOut()
    {
        var exception = Assert.Throws<ImageFormatException>(() => MadeDicom.Slice(2, 2).Fragments(MadeDicom.Jpeg2000, [], [1, 2]).Read().ReadImage());
        Assert.Contains("JPEG 2000 Lossless (1.2.840.10008.1.2.4.90)", exception.Message);
        Assert.Contains("gdcmconv --raw", exception.Message);
    }

    [Theory]
    [InlineData("Rows", 0, "Rows (0028,0010)")]
    [InlineData("BitsAllocated", 24, "24 bits")]
    [InlineData("SamplesPerPixel", 2, "2 samples")]
    [InlineData("NumberOfFrames", 2000000000, "a whole number from 1 to 65536 is needed")]
    [InlineData("NumberOfFrames", 60000, "60000 frames")]
    [InlineData("RescaleSlope", 0, "RescaleSlope")]
    [InlineData("ImageOrientationPatient", 1, "ImageOrientationPatient")]
    public void HeaderThatCannotBe_IsRefused(string keyword, double value, string named)
        => Assert.Contains(named, Assert.Throws<ImageFormatException>(() => MadeDicom.Slice(2, 2).Set(keyword, value).Read().ReadImage()).Message);

    private static MadeDicom Colour(int columns, int rows, string photometric, byte[] pixels) => MadeDicom.Slice(columns, rows).Set("SamplesPerPixel", 3).Set("PhotometricInterpretation", photometric)
        .Set("PlanarConfiguration", 0).Set("BitsAllocated", 8).Set("BitsStored", 8).Set("HighBit", 7).Set("PixelRepresentation", 0).Pixels(pixels);

    private static IEnumerable<int> Rows(ImageVolume image)
    {
        var values = image.ToArray<int>();
        var (columns, rows) = ((int)image.Dimensions[0], (int)image.Dimensions[1]);
        return Enumerable.Range(0, rows * columns).Select(index => values[(index % columns * rows) + (index / columns)]);
    }
}
