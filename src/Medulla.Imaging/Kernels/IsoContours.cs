namespace Medulla.Imaging.Kernels;

/// <summary>
/// Lines of one height through a picture, by marching squares: Lorensen and Cline, "Marching Cubes" (1987), in two dimensions. Low values lie
/// to the left of a line; of two crossings in one square those that part high values are taken.
/// </summary>
public static class IsoContours
{
    /// <summary>Ends of the segments in a square of four pixels, by which of them are high: upper left 1, upper right 2, lower left 4, lower right 8.</summary>
    private static readonly (Side From, Side To)[][] Segments =
    [
        [], [(Side.Top, Side.Left)], [(Side.Right, Side.Top)], [(Side.Right, Side.Left)],
        [(Side.Left, Side.Bottom)], [(Side.Top, Side.Bottom)], [(Side.Right, Side.Top), (Side.Left, Side.Bottom)], [(Side.Right, Side.Bottom)],
        [(Side.Bottom, Side.Right)], [(Side.Top, Side.Left), (Side.Bottom, Side.Right)], [(Side.Bottom, Side.Top)], [(Side.Bottom, Side.Left)],
        [(Side.Left, Side.Right)], [(Side.Top, Side.Right)], [(Side.Left, Side.Top)], [],
    ];

    private enum Side
    {
        Top,
        Bottom,
        Left,
        Right,
    }

    /// <summary>Finds the lines.</summary>
    /// <param name="values">Row-major, [rows, columns].</param>
    /// <param name="rows">Pixels down, at least 2.</param>
    /// <param name="columns">Pixels across, at least 2.</param>
    /// <param name="level">The height.</param>
    /// <returns>Points of each line in pixels; closed lines end where they begin, others at the border. In the order of their first squares.</returns>
    /// <exception cref="ArgumentException">The picture is smaller, or does not fit the span.</exception>
    public static IReadOnlyList<IReadOnlyList<(double Row, double Column)>> Find(ReadOnlySpan<double> values, int rows, int columns, double level)
    {
        if (rows < 2 || columns < 2 || values.Length != (long)rows * columns)
        {
            throw new ArgumentException($"IsoContours: {values.Length} values were given for {rows} x {columns} pixels; at least 2 x 2 are needed.");
        }
        SortedDictionary<int, LinkedList<(double, double)>> lines = [];
        Dictionary<(double, double), int> starts = [], ends = [];
        var next = 0;
        for (var row = 0; row < rows - 1; row++)
        {
            for (var column = 0; column < columns - 1; column++)
            {
                var at = (row * columns) + column;
                var (a, b, c, d) = (values[at], values[at + 1], values[at + columns], values[at + columns + 1]);
                if (double.IsNaN(a + b + c + d))
                {
                    continue;
                }
                var high = (a > level ? 1 : 0) + (b > level ? 2 : 0) + (c > level ? 4 : 0) + (d > level ? 8 : 0);
                foreach (var (from, to) in Segments[high])
                {
                    Add(Point(from), Point(to));
                }

                (double, double) Point(Side side) => side switch
                {
                    Side.Top => (row, column + Share(a, b)),
                    Side.Bottom => (row + 1, column + Share(c, d)),
                    Side.Left => (row + Share(a, c), column),
                    _ => (row + Share(b, d), column + 1),
                };
            }
        }
        return [.. lines.Values.Select(line => (IReadOnlyList<(double, double)>)[.. line])];

        double Share(double low, double high) => low == high ? 0 : (level - low) / (high - low);

        void Add((double, double) from, (double, double) to)
        {
            if (from == to)
            {
                return;   // the level is a pixel's own; its neighbours have the line
            }
            var (hasTail, hasHead) = (starts.Remove(to, out var tail), ends.Remove(from, out var head));
            if (hasTail && hasHead && tail != head)
            {
                Join(head, tail);
            }
            else if (hasHead)
            {
                lines[head].AddLast(to);
                if (!hasTail)
                {
                    ends[to] = head;
                }
            }
            else if (hasTail)
            {
                lines[tail].AddFirst(from);
                starts[from] = tail;
            }
            else
            {
                lines[next] = new([from, to]);
                starts[from] = ends[to] = next++;
            }
        }

        // The line that was found first goes on.
        void Join(int head, int tail)
        {
            var joined = new LinkedList<(double, double)>(lines[head].Concat(lines[tail]));
            var (stays, goes) = (Math.Min(head, tail), Math.Max(head, tail));
            lines.Remove(goes);
            lines[stays] = joined;
            starts[joined.First!.Value] = stays;
            ends[joined.Last!.Value] = stays;
        }
    }
}
