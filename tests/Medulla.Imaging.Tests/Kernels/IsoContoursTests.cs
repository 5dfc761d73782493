using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class IsoContoursTests
{
    [Fact]
    public void LineAroundAPixel_IsClosed()
    {
        double[] picture = [0, 0, 0, 0, 1, 0, 0, 0, 0];
        var line = Assert.Single(IsoContours.Find(picture, 3, 3, 0.5));
        Assert.Equal(line[0], line[^1]);
        Assert.Equal([(0.5, 1), (1, 0.5), (1, 1.5), (1.5, 1)], line.Skip(1).Order());
    }

    [Fact]
    public void LineAcross_BeginsAndEndsAtTheBorder_WhereItsHeightIs()
    {
        var line = Assert.Single(IsoContours.Find([0, 0, 0, 4, 4, 4], 2, 3, 1));
        Assert.Equal([(0.25, 0), (0.25, 1), (0.25, 2)], line.Order());
    }

    [Fact]
    public void EvenPicture_HasNoLine() => Assert.Empty(IsoContours.Find([1, 1, 1, 1], 2, 2, 1));

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 3)]
    public void PictureThatIsTooSmallOrDoesNotFit_IsRejected(int rows, int columns)
        => Assert.Throws<ArgumentException>(() => IsoContours.Find(new double[4], rows, columns, 0));
}
