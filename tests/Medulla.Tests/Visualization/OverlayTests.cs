using Medulla.Imaging.Geometry;
using Medulla.Visualization;
using SkiaSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Visualization;

public class OverlayTests
{
    /// <summary>Right of the three slices of <see cref="Scan"/>, 320 + 320 + 240 pixels wide with margins of 16.</summary>
    private const int LegendStart = 320 + 320 + 240 + 4 * 16;

    /// <summary>Grey voxels of 2 x 2 x 4 mm with a block of label 1 on the patient's right and one of label 2 on the left.</summary>
    private static (MetaTensor Image, MetaTensor Label) Scan()
    {
        var affine = Affine.Scaling(2, 2, 4);
        var label = zeros([1, 40, 30, 20], ScalarType.Byte);
        label[0].narrow(0, 26, 8).narrow(1, 8, 12).narrow(2, 6, 8).fill_(1);
        label[0].narrow(0, 6, 8).narrow(1, 8, 12).narrow(2, 6, 8).fill_(2);
        return (new(ones(1, 40, 30, 20) * 100 + arange(20, ScalarType.Float32), affine), new(label, affine));
    }

    private static List<(int X, int Y)> InSlices(SKBitmap picture, SKColor color) => [.. picture.Of(color).Where(at => at.X < LegendStart)];

    [Fact]
    public void Overlay_ShowsThePatientsRightOnTheLeft()
    {
        var (image, label) = Scan();
        using var picture = Overlay.Of(image, label).Decode();
        double Middle(int number) => picture.Of(Overlay.ColorOf(number)).Where(at => at.X < 16 + 320).Average(at => at.X);
        // Label 1 is at x = 26 to 34 of 40 voxels of 8 pixels, so 10 voxels from the left: 16 + 80 pixels.
        Assert.InRange(Middle(1), 93, 99);
        Assert.InRange(Middle(2), 253, 259);
    }

    [Fact]
    public void Overlay_OfAFlippedGrid_IsTheSamePicture()
    {
        var (image, label) = Scan();
        var turned = new Medulla.Transforms.Spatial.Orientation("LPI");
        Assert.Equal(Overlay.Of(image, label).Png.ToArray(), Overlay.Of(turned.Apply(image), turned.Apply(label)).Png.ToArray());
    }

    [Theory]
    [InlineData(2, 2, 4, "320x240 320x320 240x320")]     // 80 x 60 x 80 mm
    [InlineData(1, 1, 1, "320x240 320x160 320x213")]     // 40 x 30 x 20 mm
    [InlineData(0.5, 0.5, 10, "320x240 32x320 24x320")]  // 20 x 15 x 200 mm
    public void Slices_KeepTheProportionsOfTheBody(double x, double y, double z, string expected)
    {
        var panels = Slice.Through([40, 30, 20], Affine.Scaling(x, y, z), [20, 15, 10]).Select(slice => new SlicePanel(slice, 320, [], [], []));
        Assert.Equal(expected, string.Join(' ', panels.Select(panel => $"{panel.Width}x{panel.Height}")));
    }

    [Fact]
    public void Slices_GoThroughTheMiddleOfTheLabel()
    {
        var (image, label) = Scan();
        // Along z the labels are at 6 to 13, their middle is 9 or 10; through the middle of the image a thin label would be missed.
        var thin = zeros([1, 40, 30, 20], ScalarType.Byte);
        thin[0].narrow(0, 4, 2).narrow(1, 2, 2).narrow(2, 1, 1).fill_(3);
        using var picture = Overlay.Of(image, label.WithData(thin)).Decode();
        Assert.All([(0, 336), (336, 672), (672, LegendStart)], panel => Assert.Contains(picture.Of(Overlay.ColorOf(3)), at => at.X > panel.Item1 && at.X < panel.Item2));
    }

    [Fact]
    public void Overlay_OfASlice_IsOnePanel()
    {
        var (image, label) = Scan();
        MetaTensor Flat(MetaTensor volume) => new(volume.Data.select(3, 8), Affine.Scaling(2, 2, 1));
        using var three = Overlay.Of(image, label).Decode();
        using var one = Overlay.Of(Flat(image), Flat(label)).Decode();
        Assert.InRange(three.Width - one.Width, 320 + 240, 320 + 240 + 60);
        Assert.NotEmpty(one.Of(Overlay.ColorOf(2)));
    }

    [Fact]
    public void EmptyLabel_IsDrawnWithoutContours()
    {
        var (image, label) = Scan();
        using var picture = Overlay.Of(image, label.WithData(zeros_like(label.Data))).Decode();
        Assert.Empty(picture.Of(Overlay.ColorOf(1)));
        Assert.Equal(Palette.Background, picture.GetPixel(0, 0));
    }

    [Fact]
    public void Reference_IsADashedWhiteOutline()
    {
        var (image, label) = Scan();
        var empty = label.WithData(zeros_like(label.Data));
        using var without = Overlay.Of(image, empty).Decode();
        using var with = Overlay.Of(image, empty, null, label).Decode();
        var (before, white) = (InSlices(without, SKColors.White).Count, InSlices(with, SKColors.White).Count);
        // Two blocks of 64 x 96 pixels in the axial slice alone have 640 pixels of outline, two pixels wide; dashes leave gaps.
        Assert.InRange(white - before, 400, 2 * 640 * 3);
        var row = InSlices(with, SKColors.White).Where(at => at.X < 336).GroupBy(at => at.Y).MaxBy(group => group.Count())!.Select(at => at.X).Order().ToList();
        Assert.Contains(row.Zip(row.Skip(1)), pair => pair.Second - pair.First is > 2 and < 9);
    }

    [Fact]
    public void Text_IsDrawnWhateverFontsThereAre()
    {
        var (image, label) = Scan();
        using var named = Overlay.Of(image, label, new() { Names = ["background", "liver", "spleen"] }).Decode();
        using var numbered = Overlay.Of(image, label).Decode();
        Assert.True(named.Of(Palette.Text).Count(at => at.X >= LegendStart) > 100);
        Assert.NotEqual(named.Bytes, numbered.Bytes);
        Assert.NotEmpty(InSlices(named, Palette.Direction));
    }

    [Fact]
    public void LongTitle_IsShortened()
    {
        var (image, label) = Scan();
        using var titled = Overlay.Of(image, label, new() { Title = string.Concat(Enumerable.Repeat("a very long title ", 20)) }).Decode();
        using var brief = Overlay.Of(image, label, new() { Title = "brief" }).Decode();
        Assert.Equal((brief.Width, brief.Height), (titled.Width, titled.Height));
        Assert.InRange(titled.Of(Palette.Text).Where(at => at.Y < 30).Max(at => at.X), titled.Width - 60, titled.Width - 16);
    }

    [Fact]
    public void ManyLabels_GetColumns_InsideThePicture()
    {
        var (image, label) = Scan();
        using var picture = Overlay.Of(image, label.WithData(arange(40).reshape(1, 40, 1, 1).expand(1, 40, 30, 20).to_type(ScalarType.Byte))).Decode();
        Assert.All(Enumerable.Range(1, 39), number => Assert.Contains(picture.Of(Overlay.ColorOf(number)), at => at.X >= LegendStart));
        Assert.DoesNotContain(picture.Of(Palette.Text), at => at.X > picture.Width - 14);
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        var (image, label) = Scan();
        Assert.Contains("[40, 30, 20]", Assert.Throws<ArgumentException>(() => Overlay.Of(image, new MetaTensor(zeros(1, 4, 4, 4)))).Message);
        Assert.Contains("4 spatial axes", Assert.Throws<ArgumentException>(() => Overlay.Of(new(zeros([1, 2, 2, 2, 2])), label)).Message);
        Assert.Contains("32 to 4096", Assert.Throws<ArgumentOutOfRangeException>(() => new OverlayOptions { PanelSize = 8 }).Message);
    }

    [Fact]
    public void Save_ReplacesTheFile_AndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        var (image, label) = Scan();
        var picture = Overlay.Of(image, label, new() { PanelSize = 40 });
        picture.Save(folder["a.png"]);
        picture.Save(folder["a.png"]);
        Assert.Equal(picture.Png.ToArray(), File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Path))));
    }
}
