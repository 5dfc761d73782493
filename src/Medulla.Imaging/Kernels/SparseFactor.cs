namespace Medulla.Imaging.Kernels;

/// <summary>The factors of a sparse symmetric positive definite matrix, L D Lᵀ, row by row: Davis, Algorithm 849, ACM TOMS 31(4), 2005.</summary>
internal sealed class SparseFactor
{
    private readonly int[] start;      // of each column of L
    private readonly int[] row;
    private readonly double[] value;
    private readonly double[] diagonal;

    /// <summary>Calls <paramref name="entry"/> with column and value for the entries of a row up to its diagonal; the order of the rows decides how many numbers the factors have.</summary>
    public delegate void Row(int index, Action<int, double> entry);

    /// <summary>Factors a matrix.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="matrix">Its rows. Entries of one place add up; the diagonal is never 0.</param>
    public SparseFactor(int count, Row matrix)
    {
        var parent = new int[count];
        start = Columns(count, matrix, parent);
        (row, value, diagonal) = (new int[start[count]], new double[start[count]], new double[count]);
        var (work, path, marked, filled) = (new double[count], new int[count], new int[count], new int[count]);
        Array.Fill(marked, -1);
        for (var k = 0; k < count; k++)
        {
            var (top, current) = (count, k);
            marked[k] = k;
            matrix(k, (column, entry) =>
            {
                // Every row on the way up the elimination tree is in this row's pattern, lower ones first.
                work[column] += entry;
                var length = 0;
                for (var i = column; marked[i] != current; i = parent[i])
                {
                    path[length++] = i;
                    marked[i] = current;
                }
                while (length > 0)
                {
                    path[--top] = path[--length];
                }
            });
            var pivot = work[k];
            work[k] = 0;
            for (; top < count; top++)
            {
                var i = path[top];
                var left = work[i];
                work[i] = 0;
                var (first, end) = (start[i], start[i] + filled[i]);
                for (var p = first; p < end; p++)
                {
                    work[row[p]] -= value[p] * left;
                }
                var factor = left / diagonal[i];
                pivot -= factor * left;
                (row[end], value[end]) = (k, factor);
                filled[i]++;
            }
            diagonal[k] = pivot;
        }
    }

    /// <summary>Solves for a right side, in place.</summary>
    public void Solve(Span<double> x)
    {
        for (var j = 0; j < diagonal.Length; j++)
        {
            for (var p = start[j]; p < start[j + 1]; p++)
            {
                x[row[p]] -= value[p] * x[j];
            }
        }
        for (var j = diagonal.Length - 1; j >= 0; j--)
        {
            var sum = x[j] / diagonal[j];
            for (var p = start[j]; p < start[j + 1]; p++)
            {
                sum -= value[p] * x[row[p]];
            }
            x[j] = sum;
        }
    }

    /// <summary>Where the columns of L start, and the elimination tree.</summary>
    private static int[] Columns(int count, Row matrix, int[] parent)
    {
        var start = new int[count + 1];
        var marked = new int[count];
        Array.Fill(parent, -1);
        for (var k = 0; k < count; k++)
        {
            var current = k;
            marked[k] = k;
            matrix(k, (column, _) =>
            {
                for (var i = column; marked[i] != current; i = parent[i])
                {
                    parent[i] = parent[i] < 0 ? current : parent[i];
                    start[i + 1]++;
                    marked[i] = current;
                }
            });
        }
        for (var k = 0; k < count; k++)
        {
            start[k + 1] = checked(start[k + 1] + start[k]);
        }
        return start;
    }
}
