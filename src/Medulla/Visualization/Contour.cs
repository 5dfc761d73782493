using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>Outlines of regions along the edges of their voxels.</summary>
internal static class Contour
{
    /// <summary>Closed outlines of the region where <paramref name="inside"/> holds, the region on the right of the way round.</summary>
    /// <param name="columns">Voxels from left to right.</param>
    /// <param name="rows">Voxels from top to bottom.</param>
    /// <param name="inside">Whether a voxel (column, row) belongs to the region.</param>
    /// <returns>Corners where the outline turns, in voxels from the upper left corner of the picture; the first is not repeated.</returns>
    public static List<List<(int X, int Y)>> Trace(int columns, int rows, Func<int, int, bool> inside)
    {
        bool Inside(int x, int y) => x >= 0 && y >= 0 && x < columns && y < rows && inside(x, y);
        var edges = new HashSet<(int X, int Y, int Dx, int Dy)>();
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                if (!inside(x, y))
                {
                    continue;
                }
                // The edges of a voxel in the order of the hands of a clock, where the neighbour beyond is outside.
                if (!Inside(x, y - 1)) { edges.Add((x, y, 1, 0)); }
                if (!Inside(x + 1, y)) { edges.Add((x + 1, y, 0, 1)); }
                if (!Inside(x, y + 1)) { edges.Add((x + 1, y + 1, -1, 0)); }
                if (!Inside(x - 1, y)) { edges.Add((x, y + 1, 0, -1)); }
            }
        }
        var loops = new List<List<(int, int)>>();
        foreach (var first in edges.ToArray())
        {
            if (edges.Contains(first))
            {
                loops.Add(Follow(edges, first));
            }
        }
        return loops;
    }

    /// <summary>The outlines as a path.</summary>
    /// <param name="loops">Outlines, in voxels.</param>
    /// <param name="width">Pixels of a voxel from left to right.</param>
    /// <param name="height">Pixels of a voxel from top to bottom.</param>
    public static SKPath Path(List<List<(int X, int Y)>> loops, float width, float height)
    {
        var path = new SKPath();
        foreach (var loop in loops)
        {
            path.AddPoly([.. loop.Select(corner => new SKPoint(corner.X * width, corner.Y * height))], close: true);
        }
        return path;
    }

    /// <summary>Takes the edges of one outline out of the set. Where two voxels touch at a corner it turns right, so they stay two regions.</summary>
    private static List<(int X, int Y)> Follow(HashSet<(int X, int Y, int Dx, int Dy)> edges, (int X, int Y, int Dx, int Dy) start)
    {
        var corners = new List<(int, int)>();
        var edge = start;
        do
        {
            edges.Remove(edge);
            var (x, y, dx, dy) = (edge.X + edge.Dx, edge.Y + edge.Dy, edge.Dx, edge.Dy);
            (int X, int Y, int Dx, int Dy) right = (x, y, -dy, dx), ahead = (x, y, dx, dy), left = (x, y, dy, -dx);
            bool Next((int, int, int, int) way) => edges.Contains(way) || way == start;
            var next = Next(right) ? right : Next(ahead) ? ahead : left;
            if (next != ahead)
            {
                corners.Add((x, y));
            }
            edge = next;
        }
        while (edge != start);
        return corners;
    }
}
