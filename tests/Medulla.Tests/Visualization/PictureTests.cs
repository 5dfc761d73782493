using Medulla.Imaging.Geometry;
using Medulla.Visualization;
using SkiaSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Visualization;

public class PictureTests
{
    /// <summary>Grey voxels of 2 x 2 x 4 mm with a block of label 1 on the patient's right and one of label 2 on the left.</summary>
    private static (MetaTensor Image, MetaTensor Label) Scan(Affine? affine = null)
    {
        affine ??= Affine.Scaling(2, 2, 4);
        var label = zeros([1, 40, 30, 20], ScalarType.Byte);
        label[0].narrow(0, 26, 8).narrow(1, 8, 12).narrow(2, 6, 8).fill_(1);
        label[0].narrow(0, 6, 8).narrow(1, 8, 12).narrow(2, 6, 8).fill_(2);
        return (new(ones(1, 40, 30, 20) * 100 + arange(20, ScalarType.Float32), affine), new(label, affine));
    }

    [Fact]
    public void Overlay_ShowsThePatientsRightOnTheLeft()
    {
        var (image, label) = Scan();
        using var picture = Decode(Overlay.Of(image, label));
        var (one, two) = (Where(picture, Overlay.ColorOf(1)), Where(picture, Overlay.ColorOf(2)));
        // The first panel is axial, 40 x 30 voxels of 2 mm: 427 x 320 pixels from x = 16.
        Assert.True(one.Where(x => x < 443).Average() < two.Where(x => x < 443).Average(), "label 1, on the right of the patient, must be on the left");
    }

    [Fact]
    public void Overlay_OfAFlippedGrid_IsTheSamePicture()
    {
        var (image, label) = Scan();
        var turned = new Medulla.Transforms.Spatial.Orientation("LPI");
        Assert.Equal(Overlay.Of(image, label).Png.ToArray(), Overlay.Of(turned.Apply(image), turned.Apply(label)).Png.ToArray());
    }

    [Fact]
    public void Panels_KeepTheProportionsOfTheBody()
    {
        // Axial 80 x 60 mm, coronal 80 x 80 mm, sagittal 60 x 80 mm, each 320 pixels high; margins of 16 and a legend of 250.
        var (image, label) = Scan();
        using var picture = Decode(Overlay.Of(image, label));
        Assert.Equal(427 + 320 + 240 + 3 * 16 + 16 + 250, picture.Width);
        Assert.Equal(320 + 2 * 16, picture.Height);
    }

    [Fact]
    public void EmptyLabel_IsDrawnWithoutContours()
    {
        var (image, label) = Scan();
        using var picture = Decode(Overlay.Of(image, label.WithData(zeros_like(label.Data))));
        Assert.Empty(Where(picture, Overlay.ColorOf(1)));
    }

    [Fact]
    public void Reference_IsAWhiteOutline()
    {
        var (image, label) = Scan();
        using var without = Decode(Overlay.Of(image, label.WithData(zeros_like(label.Data))));
        using var with = Decode(Overlay.Of(image, label.WithData(zeros_like(label.Data)), null, label));
        Assert.True(Where(with, SKColors.White).Count > Where(without, SKColors.White).Count + 100);
    }

    [Fact]
    public void LabelOnAnotherGrid_IsRejected()
    {
        var (image, _) = Scan();
        Assert.Contains("[40, 30, 20]", Assert.Throws<ArgumentException>(() => Overlay.Of(image, new MetaTensor(zeros(1, 4, 4, 4)))).Message);
    }

    [Fact]
    public void Save_ReplacesTheFile_AndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        var (image, label) = Scan();
        var picture = Overlay.Of(image, label, new() { Title = "title", Names = ["background", "one", "two"] });
        picture.Save(folder["a.png"]);
        picture.Save(folder["a.png"]);
        Assert.Equal(picture.Png.ToArray(), File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Path))));
    }

    [Fact]
    public void LearningCurve_IsAPictureOfTheSizeAskedFor()
    {
        using var picture = Decode(LearningCurve.Of([1, 0.5, 0.3], [(1, 0.4), (3, 0.8)], best: 3, width: 640, height: 400));
        Assert.Equal((640, 400), (picture.Width, picture.Height));
        using var empty = Decode(LearningCurve.Of([], []));
        Assert.NotEqual(Decode(LearningCurve.Of([1, 0.5], [])).Bytes, empty.Bytes);
    }

    [Fact]
    public void TerminalPicture_HasAsManyCharactersAsAskedFor_AndTheBrightSideWhereItBelongs()
    {
        // Bright on the patient's right, which a radiological view has on the left.
        var image = new MetaTensor(arange(32, ScalarType.Float32).reshape(1, 32, 1, 1).expand(1, 32, 16, 4));
        var lines = TerminalPicture.Of(image, 20, color: false).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Equal(20, line.Length));
        Assert.All(lines, line => Assert.Equal(('@', ' '), (line[0], line[^1])));
        Assert.Contains("\e[38;2;", TerminalPicture.Of(image, 20));
    }

    private static SKBitmap Decode(Picture picture) => SKBitmap.Decode(picture.Png.ToArray());

    /// <summary>Columns of the pixels of a colour.</summary>
    private static List<int> Where(SKBitmap picture, SKColor color)
        => [.. from x in Enumerable.Range(0, picture.Width - 250) from y in Enumerable.Range(0, picture.Height) where picture.GetPixel(x, y) == color select x];
}
