namespace Medulla.Metrics;

/// <summary>The assignment of rows to columns that costs least, each taken at most once. Crouse, On implementing 2D rectangular assignment algorithms (2016).</summary>
public static class LinearAssignment
{
    /// <summary>Solves the assignment problem by shortest augmenting paths.</summary>
    /// <param name="cost">Costs, rows by columns, all finite.</param>
    /// <returns>The pairs, as many as the smaller side has, rows ascending.</returns>
    /// <exception cref="ArgumentException">A cost is not finite.</exception>
    public static IReadOnlyList<(int Row, int Column)> Solve(double[,] cost)
    {
        var (rows, columns) = (cost.GetLength(0), cost.GetLength(1));
        if (cost.Cast<double>().Any(value => !double.IsFinite(value)))
        {
            throw new ArgumentException("LinearAssignment: a cost is NaN or infinite; finite costs are expected.", nameof(cost));
        }
        if (rows > columns)
        {
            var transposed = new double[columns, rows];
            foreach (var (row, column) in from r in Enumerable.Range(0, rows) from c in Enumerable.Range(0, columns) select (r, c))
            {
                transposed[column, row] = cost[row, column];
            }
            return [.. Solve(transposed).Select(pair => (pair.Column, pair.Row)).Order()];
        }
        var state = new Potentials(cost, rows, columns);
        for (var row = 0; row < rows; row++)
        {
            state.Assign(row);
        }
        return [.. Enumerable.Range(0, columns).Where(c => state.RowOf[c] >= 0).Select(c => (state.RowOf[c], c)).Order()];
    }

    /// <summary>Prices of rows and columns under which no pair is cheaper than the sum of its two, and those assigned are as dear.</summary>
    private sealed class Potentials(double[,] cost, int rows, int columns)
    {
        private readonly double[] ofRows = new double[rows], ofColumns = new double[columns];

        private readonly int[] columnOf = [.. Enumerable.Repeat(-1, rows)];

        public int[] RowOf { get; } = [.. Enumerable.Repeat(-1, columns)];

        /// <summary>Gives a row a column; rows before it may have to change theirs.</summary>
        public void Assign(int start)
        {
            var (least, from) = (new double[columns], new int[columns]);
            var done = new bool[columns];
            Array.Fill(least, double.PositiveInfinity);
            var (row, length, end) = (start, 0.0, -1);
            List<(int Row, double At)> visited = [(start, 0)];
            while (end < 0)
            {
                var next = -1;
                for (var column = 0; column < columns; column++)
                {
                    if (done[column])
                    {
                        continue;
                    }
                    var reach = length + cost[row, column] - ofRows[row] - ofColumns[column];
                    if (reach < least[column])
                    {
                        (least[column], from[column]) = (reach, row);
                    }
                    // Of equally near columns a free one ends the path.
                    if (next < 0 || least[column] < least[next] || (least[column] == least[next] && RowOf[column] < 0))
                    {
                        next = column;
                    }
                }
                (length, done[next]) = (least[next], true);
                if (RowOf[next] < 0)
                {
                    end = next;
                }
                else
                {
                    row = RowOf[next];
                    visited.Add((row, length));
                }
            }
            visited.ForEach(one => ofRows[one.Row] += length - one.At);
            for (var column = 0; column < columns; column++)
            {
                ofColumns[column] -= done[column] ? length - least[column] : 0;
            }
            for (var column = end; column >= 0;)
            {
                // The row takes this column; the one it had goes to the row from which that was reached.
                row = RowOf[column] = from[column];
                (columnOf[row], column) = (column, row == start ? -1 : columnOf[row]);
            }
        }
    }
}
