using System.Numerics;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>For each position along a target axis, the two source positions it lies between and their weights.</summary>
internal sealed class AxisTable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Lower and upper source position; always inside the source.</summary>
    public readonly int[] Low, High;

    /// <summary>Their weights; 0 for a neighbour outside an image that is padded with zeros.</summary>
    public readonly T[] LowWeight, HighWeight;

    /// <summary>Positions that read nothing.</summary>
    public readonly List<int> Outside = [];

    /// <summary>A table for the given coordinates.</summary>
    public AxisTable(ReadOnlySpan<double> coordinates, long size, Padding padding, bool alignCorners)
    {
        var count = coordinates.Length;
        (Low, High, LowWeight, HighWeight) = (new int[count], new int[count], new T[count], new T[count]);
        IsIdentity = count == size;
        for (var i = 0; i < count; i++)
        {
            var x = padding.Inside(coordinates[i], size, alignCorners);
            var low = Math.Floor(x);
            (Low[i], LowWeight[i]) = Neighbour(low, 1 - (x - low));
            (High[i], HighWeight[i]) = Neighbour(low + 1, x - low);
            IsIdentity &= Low[i] == i && LowWeight[i] == T.One;
            if (LowWeight[i] == T.Zero && HighWeight[i] == T.Zero)
            {
                Outside.Add(i);
            }
        }

        (int Position, T Weight) Neighbour(double position, double weight)
            => position >= 0 && position < size ? ((int)position, T.CreateChecked(weight)) : (position < 0 ? 0 : (int)(size - 1), T.Zero);
    }

    /// <summary>Whether every position is the source's own.</summary>
    public bool IsIdentity { get; }
}
