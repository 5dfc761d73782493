namespace Medulla.Imaging.Kernels;

/// <summary>
/// The weighted graph of a picture's pixels and their up to eight neighbours, some of them joined to the ground, and the graphs that
/// arise when each 2 x 2 pixels become one: a multigrid hierarchy for its Laplacian.
/// </summary>
/// <remarks>
/// Arrays have a border of one pixel whose values and weights are 0, so that no neighbour needs a check and loops may run over it.
/// Plain aggregation, Notay 2010; W-cycles make up for its coarse corrections being too small.
/// </remarks>
internal sealed class GridGraph
{
    private const int Coarsest = 4;
    private readonly int height;
    private readonly int width;
    private readonly double[] right, down, downRight, downLeft, ground, diagonal;
    private readonly GridGraph? coarse;
    private readonly int[] parents = [];        // the coarse pixel of each pixel; 0, on the coarse border, for the border
    private readonly double[] residual = [], coarseRight = [], coarseResult = [];

    /// <summary>A graph. An edge's weight lies at its upper end, of a horizontal edge at its left one.</summary>
    /// <param name="height">Pixels along the first axis.</param>
    /// <param name="width">Pixels along the second axis.</param>
    /// <param name="right">Weights of the edges to the next pixel of the row.</param>
    /// <param name="down">Weights of the edges to the pixel below.</param>
    /// <param name="downRight">Weights of the edges to the pixel after that.</param>
    /// <param name="downLeft">Weights of the edges to the pixel before that.</param>
    /// <param name="ground">Weights of the edges to the ground.</param>
    public GridGraph(int height, int width, double[] right, double[] down, double[] downRight, double[] downLeft, double[] ground)
    {
        (this.height, this.width) = (height, width);
        (this.right, this.down, this.downRight, this.downLeft, this.ground) = (right, down, downRight, downLeft, ground);
        diagonal = new double[Length];
        Array.Fill(diagonal, 1);   // a pixel without edges keeps out of everything
        for (var p = First; p < End; p++)
        {
            var sum = ground[p] + right[p] + right[p - 1] + down[p] + down[p - Stride]
                + downRight[p] + downRight[p - Stride - 1] + downLeft[p] + downLeft[p - Stride + 1];
            diagonal[p] = sum > 0 ? sum : 1;
        }
        if (Math.Max(height, width) > Coarsest)
        {
            var (h, w) = ((height + 1) / 2, (width + 1) / 2);
            parents = Parents(w + 2);
            coarse = Coarsen(h, w);
            (residual, coarseRight, coarseResult) = (new double[Length], new double[coarse.Length], new double[coarse.Length]);
        }
    }

    /// <summary>Elements from one row to the next.</summary>
    public int Stride => width + 2;

    /// <summary>Elements of an array for this graph.</summary>
    public int Length => (height + 2) * Stride;

    private int First => Stride + 1;

    private int End => Length - Stride - 1;

    /// <summary>The Laplacian times <paramref name="x"/>.</summary>
    public void Multiply(double[] x, double[] result)
    {
        for (var p = First; p < End; p++)
        {
            result[p] = diagonal[p] * x[p] - Around(x, p);
        }
    }

    /// <summary>Brings <paramref name="x"/> nearer to the solution of "Laplacian times x is b", in a symmetric way.</summary>
    public void Improve(double[] x, double[] b)
    {
        for (var p = First; p < End; p++)
        {
            x[p] = (b[p] + Around(x, p)) / diagonal[p];
        }
        if (coarse is not null)
        {
            CorrectCoarsely(x, b, coarse);
        }
        for (var p = End - 1; p >= First; p--)
        {
            x[p] = (b[p] + Around(x, p)) / diagonal[p];
        }
    }

    private void CorrectCoarsely(double[] x, double[] b, GridGraph coarse)
    {
        Multiply(x, residual);
        Array.Clear(coarseRight);
        Array.Clear(coarseResult);
        for (var p = First; p < End; p++)
        {
            coarseRight[parents[p]] += b[p] - residual[p];
        }
        coarse.Improve(coarseResult, coarseRight);
        coarse.Improve(coarseResult, coarseRight);
        for (var p = First; p < End; p++)
        {
            x[p] += coarseResult[parents[p]];
        }
    }

    private double Around(double[] x, int p)
        => right[p] * x[p + 1] + right[p - 1] * x[p - 1] + down[p] * x[p + Stride] + down[p - Stride] * x[p - Stride]
            + downRight[p] * x[p + Stride + 1] + downRight[p - Stride - 1] * x[p - Stride - 1]
            + downLeft[p] * x[p + Stride - 1] + downLeft[p - Stride + 1] * x[p - Stride + 1];

    private int[] Parents(int coarseStride)
    {
        var result = new int[Length];
        for (var i = 0; i < height; i++)
        {
            for (var j = 0; j < width; j++)
            {
                result[(i + 1) * Stride + j + 1] = (i / 2 + 1) * coarseStride + j / 2 + 1;
            }
        }
        return result;
    }

    /// <summary>The graph in which edges between the same two blocks are one; edges within a block are gone.</summary>
    private GridGraph Coarsen(int h, int w)
    {
        var stride = w + 2;
        double[] New() => new double[(h + 2) * stride];
        var (toRight, toDown, toDownRight, toDownLeft, toGround) = (New(), New(), New(), New(), New());
        for (var p = First; p < End; p++)
        {
            toGround[parents[p]] += ground[p];
            Add(p, p + 1, right[p]);
            Add(p, p + Stride, down[p]);
            Add(p, p + Stride + 1, downRight[p]);
            Add(p, p + Stride - 1, downLeft[p]);
        }
        return new(h, w, toRight, toDown, toDownRight, toDownLeft, toGround);

        void Add(int p, int neighbour, double weight)
        {
            if (weight == 0)
            {
                return;
            }
            var (from, to) = (parents[p], parents[neighbour]);
            (from, to) = (Math.Min(from, to), Math.Max(from, to));
            var edges = (to - from) switch
            {
                0 => null,
                1 => toRight,
                var step when step == stride => toDown,
                var step when step == stride + 1 => toDownRight,
                _ => toDownLeft,
            };
            if (edges is not null)
            {
                edges[from] += weight;
            }
        }
    }
}
