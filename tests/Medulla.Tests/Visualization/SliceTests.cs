using Medulla.Imaging.Geometry;
using Medulla.Visualization;

namespace Medulla.Tests.Visualization;

public class SliceTests
{
    [Fact]
    public void Contour_GoesAroundEachRegion_CornerToCorner()
    {
        // Two voxels that touch at a corner stay two regions; a hole has an outline of its own.
        Assert.Equal(2, Contour.Trace(2, 2, (x, y) => x == y).Count);
        Assert.Equal([4, 4], Contour.Trace(3, 3, (x, y) => (x, y) != (1, 1)).Select(loop => loop.Count));
        Assert.Equal([(0, 0), (3, 0), (3, 2), (0, 2)], Assert.Single(Contour.Trace(3, 2, (_, _) => true)).Order().OrderBy(at => at.Y).ThenBy(at => at.Y == 0 ? at.X : -at.X));
        Assert.Empty(Contour.Trace(3, 3, (_, _) => false));
    }

    [Fact]
    public void Slices_OfAnyOrientation_HoldTheSameVoxels()
    {
        // Voxels numbered by where they are in the world: 100 x + 10 y + z.
        int[] Volume(Affine affine, long[] shape)
            => [.. from i in Enumerable.Range(0, (int)shape[0]) from j in Enumerable.Range(0, (int)shape[1]) from k in Enumerable.Range(0, (int)shape[2])
               let at = affine.Apply(i, j, k) select (int)Math.Round(100 * at[0] + 10 * at[1] + at[2])];
        var straight = Affine.Identity(3);
        // Axes of the second: z reversed, x, y.
        var turned = new Affine(3, [0, 1, 0, 0, 0, 0, 1, 0, -1, 0, 0, 4, 0, 0, 0, 1]);
        var one = Slice.Through([3, 4, 5], straight, [1, 2, 3]).Select(slice => slice.Cut<int>(Volume(straight, [3, 4, 5])));
        var other = Slice.Through([5, 3, 4], turned, [1, 1, 2]).Select(slice => slice.Cut<int>(Volume(turned, [5, 3, 4])));
        Assert.Equal(one, other);
    }

    [Fact]
    public void IntensityWindow_LeavesOutlyersOut_ButShowsAFewBrightVoxels()
    {
        float[] ramp = [.. Enumerable.Range(0, 1001).Select(i => (float)i), float.NaN, float.PositiveInfinity];
        var window = IntensityWindow.Of(ramp);
        Assert.InRange(window.Low, 9, 11);
        Assert.InRange(window.High, 989, 991);
        Assert.Equal([0, 0, 255, 0], new[] { -5f, 5f, 2000f, float.NaN }.Select(window.Grey));
        float[] dark = new float[1000];
        dark[7] = 3;
        Assert.Equal(new IntensityWindow(0, 3), IntensityWindow.Of(dark));
        Assert.Equal(new IntensityWindow(2, 3), IntensityWindow.Of([2, 2]));
        Assert.Equal(new IntensityWindow(0, 1), IntensityWindow.Of([float.NaN]));
    }
}
