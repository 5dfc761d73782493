using System.Globalization;
using Medulla.Imaging;

namespace Medulla.Imaging.Geometry;

/// <summary>
/// An affine map of n-dimensional space, as a homogeneous (n+1) x (n+1) matrix of doubles whose last row is (0, ..., 0, 1).
/// For an image it leads from voxel indices to world coordinates: millimetres, RAS+ (x to the right, y to the front,
/// z to the top), as in NIfTI. Immutable.
/// </summary>
public sealed class Affine : IEquatable<Affine>
{
    private readonly double[] m;   // row major, (Rank + 1)^2

    private Affine(int rank, double[] values) => (Rank, m) = (rank, values);

    /// <summary>A map of the given matrix.</summary>
    /// <param name="rank">Number of space dimensions n.</param>
    /// <param name="rowMajor">The (n+1)^2 elements, row by row.</param>
    /// <exception cref="ArgumentException">The number of elements is not (n+1)^2, or the last row is not (0, ..., 0, 1).</exception>
    public Affine(int rank, ReadOnlySpan<double> rowMajor)
        : this(rank, rowMajor.ToArray())
    {
        var n = rank + 1;
        if (rank < 1 || rowMajor.Length != n * n)
        {
            throw new ArgumentException($"Affine: {rowMajor.Length} elements were given; a rank of {rank} takes {n * n}.");
        }
        for (var column = 0; column < n; column++)
        {
            var expected = column == rank ? 1 : 0;
            if (Math.Abs(this[rank, column] - expected) > 1e-6)
            {
                throw new ArgumentException($"Affine: the last row must be (0, ..., 0, 1); element {column} is {this[rank, column]}.");
            }
        }
    }

    /// <summary>Number of space dimensions.</summary>
    public int Rank { get; }

    /// <summary>The matrix element at <paramref name="row"/> and <paramref name="column"/>, both in [0, Rank].</summary>
    public double this[int row, int column] => m[row * (Rank + 1) + column];

    /// <summary>The elements row by row.</summary>
    public ReadOnlySpan<double> RowMajor => m;

    /// <summary>The map that changes nothing.</summary>
    public static Affine Identity(int rank)
        => Create(rank, (row, column) => row == column ? 1 : 0);

    /// <summary>Multiplies axis i by <paramref name="factors"/>[i].</summary>
    public static Affine Scaling(params ReadOnlySpan<double> factors)
    {
        var result = new double[(factors.Length + 1) * (factors.Length + 1)];
        for (var i = 0; i <= factors.Length; i++)
        {
            result[i * (factors.Length + 2)] = i < factors.Length ? factors[i] : 1;
        }
        return new(factors.Length, result);
    }

    /// <summary>Adds <paramref name="offset"/>.</summary>
    public static Affine Translation(params ReadOnlySpan<double> offset)
    {
        var values = offset.ToArray();
        return Create(values.Length, (row, column) => row == column ? 1 : column == values.Length ? values[row] : 0);
    }

    /// <summary>A map by its elements; <paramref name="element"/> is not asked for the last row.</summary>
    public static Affine Create(int rank, Func<int, int, double> element)
    {
        var n = rank + 1;
        var values = new double[n * n];
        for (var row = 0; row < rank; row++)
        {
            for (var column = 0; column < n; column++)
            {
                values[row * n + column] = element(row, column);
            }
        }
        values[^1] = 1;
        return new(rank, values);
    }

    /// <summary><paramref name="b"/> first, then <paramref name="a"/>.</summary>
    public static Affine operator *(Affine a, Affine b)
    {
        if (a.Rank != b.Rank)
        {
            throw new ArgumentException($"Affine: ranks {a.Rank} and {b.Rank} cannot be multiplied; resize one of them.");
        }
        return Create(a.Rank, (row, column) =>
        {
            var sum = 0.0;
            for (var k = 0; k <= a.Rank; k++)
            {
                sum += a[row, k] * b[k, column];
            }
            return sum;
        });
    }

    /// <summary>Where <paramref name="point"/> (Rank coordinates) goes.</summary>
    public double[] Apply(params ReadOnlySpan<double> point)
    {
        var result = new double[Rank];
        for (var row = 0; row < Rank; row++)
        {
            result[row] = this[row, Rank];
            for (var column = 0; column < Rank; column++)
            {
                result[row] += this[row, column] * point[column];
            }
        }
        return result;
    }

    /// <summary>Determinant of the linear part; negative where the map mirrors.</summary>
    public double Determinant
    {
        get
        {
            var (_, determinant) = Solve();
            return determinant;
        }
    }

    /// <summary>The map that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">The matrix is singular or not finite.</exception>
    public Affine Inverse()
    {
        var (inverse, determinant) = Solve();
        return inverse is null || !double.IsFinite(determinant)
            ? throw new InvalidOperationException($"Affine: {this} has no inverse (determinant {determinant.ToString(CultureInfo.InvariantCulture)}).")
            : inverse;
    }

    /// <summary>Length of a voxel step along each axis: the norms of the first Rank columns, in millimetres for an image.</summary>
    public double[] Spacing()
    {
        var spacing = new double[Rank];
        for (var column = 0; column < Rank; column++)
        {
            var sum = 0.0;
            for (var row = 0; row < Rank; row++)
            {
                sum += this[row, column] * this[row, column];
            }
            spacing[column] = Math.Sqrt(sum);
        }
        return spacing;
    }

    /// <summary>The same map in a space of <paramref name="rank"/> dimensions: axes are cut off, or added unchanged.</summary>
    public Affine Resize(int rank)
    {
        if (rank == Rank)
        {
            return this;
        }
        var shared = Math.Min(rank, Rank);
        return Create(rank, (row, column) =>
            column == rank ? (row < shared ? this[row, Rank] : 0)
            : row < shared && column < shared ? this[row, column]
            : row == column ? 1 : 0);
    }

    /// <summary>Whether every element is finite.</summary>
    public bool IsFinite => m.All(double.IsFinite);

    /// <summary>Whether all elements agree with <paramref name="other"/> within <paramref name="tolerance"/>.</summary>
    public bool IsClose(Affine other, double tolerance = 1e-6)
        => other.Rank == Rank && m.Zip(other.m).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);

    /// <inheritdoc/>
    public bool Equals(Affine? other) => other is not null && other.Rank == Rank && m.AsSpan().SequenceEqual(other.m);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Affine);

    /// <inheritdoc/>
    public override int GetHashCode() => m.Aggregate(Rank, HashCode.Combine);

    /// <summary>The rows in brackets.</summary>
    public override string ToString()
        => $"[{string.Join("; ", Enumerable.Range(0, Rank + 1).Select(row =>
            string.Join(" ", Enumerable.Range(0, Rank + 1).Select(column => this[row, column].ToString("0.######", CultureInfo.InvariantCulture)))))}]";

    /// <summary>Gauss-Jordan elimination with partial pivoting; the inverse is null where the matrix is singular.</summary>
    private (Affine? Inverse, double Determinant) Solve()
    {
        var n = Rank + 1;
        var a = m.ToArray();
        var inverse = Identity(Rank).m;
        var determinant = 1.0;
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(a[row * n + column]));
            var head = a[pivot * n + column];
            if (head == 0 || !double.IsFinite(head))
            {
                return (null, head);
            }
            if (pivot != column)
            {
                determinant = -determinant;
                for (var k = 0; k < n; k++)
                {
                    (a[pivot * n + k], a[column * n + k]) = (a[column * n + k], a[pivot * n + k]);
                    (inverse[pivot * n + k], inverse[column * n + k]) = (inverse[column * n + k], inverse[pivot * n + k]);
                }
            }
            determinant *= head;
            for (var k = 0; k < n; k++)
            {
                a[column * n + k] /= head;
                inverse[column * n + k] /= head;
            }
            for (var row = 0; row < n; row++)
            {
                var factor = a[row * n + column];
                if (row == column || factor == 0)
                {
                    continue;
                }
                for (var k = 0; k < n; k++)
                {
                    a[row * n + k] -= factor * a[column * n + k];
                    inverse[row * n + k] -= factor * inverse[column * n + k];
                }
            }
        }
        return (new(Rank, inverse), determinant);
    }
}
