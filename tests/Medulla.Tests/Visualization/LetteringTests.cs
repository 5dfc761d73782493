using Medulla.Visualization;
using SkiaSharp;

namespace Medulla.Tests.Visualization;

public class LetteringTests
{
    private static readonly string Printable = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code));

    [Fact]
    public void EveryPrintableSign_HasLettersOfItsOwn()
    {
        Assert.True(StrokeLetters.Have(Printable + " ²³µ°±×…–ß"));
        var drawn = Printable.Select(sign => string.Join(' ', StrokeLetters.Of(sign.ToString()).Select(stroke => string.Join(',', stroke)))).ToList();
        Assert.Equal(Printable.Length, drawn.Distinct().Count());
        Assert.DoesNotContain("", drawn);
    }

    [Fact]
    public void AccentsAreLeftOut_AndUnknownSignsAreBoxes()
    {
        Assert.Equal(StrokeLetters.Of("Leber Muller"), StrokeLetters.Of("Léber Mu\u0308ller"));
        Assert.False(StrokeLetters.Have("肝"));
        Assert.Equal(5, Assert.Single(StrokeLetters.Of("肝")).Length);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(15)]
    [InlineData(40)]
    public void Text_FillsTheWidthThatItIsSaidToHave(float size)
    {
        const string text = "liver 12.50 ml";
        using var picture = Pixels.Drawn(800, 80, canvas => Lettering.Draw(canvas, text, 10, 60, size, SKColors.White));
        var inked = (from x in Enumerable.Range(0, 800) from y in Enumerable.Range(0, 80) where picture.GetPixel(x, y).Red > 100 select (X: x, Y: y)).ToList();
        Assert.InRange(inked.Min(p => p.X), 7, 12);
        Assert.InRange(inked.Max(p => p.X), 10 + Lettering.Width(text, size) - 3, 10 + Lettering.Width(text, size) + 3);
        Assert.InRange(inked.Min(p => p.Y), 60 - size, 60 - 0.6 * size);
        Assert.InRange(inked.Max(p => p.Y), 57, 60 + size / 10 + 1);
    }

    [Fact]
    public void Alignment_SaysWhichEndOfTheTextLiesThere()
    {
        static double Middle(SKTextAlign align)
        {
            using var picture = Pixels.Drawn(400, 40, canvas => Lettering.Draw(canvas, "liver", 200, 30, 15, SKColors.White, align));
            return (from x in Enumerable.Range(0, 400) from y in Enumerable.Range(0, 40) where picture.GetPixel(x, y).Red > 100 select x).Average();
        }
        var half = Lettering.Width("liver", 15) / 2;
        Assert.InRange(Middle(SKTextAlign.Center), 197, 203);
        Assert.InRange(Middle(SKTextAlign.Left), 197 + half, 203 + half);
        Assert.InRange(Middle(SKTextAlign.Right), 197 - half, 203 - half);
    }

    [Fact]
    public void Halo_IsARimAroundTheLetters()
    {
        using var plain = Pixels.Drawn(60, 60, canvas => Lettering.Draw(canvas, "R", 20, 40, 30, SKColors.White));
        using var rimmed = Pixels.Drawn(60, 60, canvas => Lettering.Draw(canvas, "R", 20, 40, 30, SKColors.White, halo: SKColors.Red));
        Assert.Empty(plain.Of(SKColors.Red));
        Assert.True(rimmed.Of(SKColors.Red).Count > 50);
        Assert.Equal(plain.Of(SKColors.White).Count, rimmed.Of(SKColors.White).Count);
    }

    [Fact]
    public void LongText_IsShortenedToTheRoomThereIs()
    {
        var text = string.Concat(Enumerable.Repeat("a long title ", 30));
        var fitting = Lettering.Fit(text, 15, 200);
        Assert.EndsWith("…", fitting);
        Assert.StartsWith(fitting[..^1], text);
        Assert.InRange(Lettering.Width(fitting, 15), 160, 200);
        Assert.Equal("short", Lettering.Fit("short", 15, 200));
    }
}
