namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>For each position along a target axis, the two source positions it lies between and their weights.</summary>
internal sealed class AxisTable
{
    /// <summary>Lower and upper source position; always inside the source.</summary>
    public readonly int[] Low, High;

    /// <summary>Their weights; 0 for a neighbour outside an image that is padded with zeros.</summary>
    public readonly float[] LowWeight, HighWeight;

    /// <summary>A table for coordinates start + step * i.</summary>
    public AxisTable(double start, double step, long count, long sourceSize, Interpolation interpolation, Padding padding, bool alignCorners)
    {
        Low = new int[count];
        High = new int[count];
        LowWeight = new float[count];
        HighWeight = new float[count];
        IsIdentity = count == sourceSize;
        for (var i = 0; i < count; i++)
        {
            var x = padding.Inside(start + step * i, sourceSize, alignCorners);
            var low = interpolation == Interpolation.Nearest ? Math.Round(x, MidpointRounding.ToEven) : Math.Floor(x);
            var fraction = interpolation == Interpolation.Nearest ? 0 : x - low;
            Set(i, low, 1 - fraction, sourceSize, Low, LowWeight);
            Set(i, low + 1, fraction, sourceSize, High, HighWeight);
            IsIdentity &= Low[i] == i && LowWeight[i] == 1;
            IsSingle &= HighWeight[i] == 0;
        }
    }

    /// <summary>Whether every position is the source's own.</summary>
    public bool IsIdentity { get; }

    /// <summary>Whether every position reads one source position, as the nearest voxel does.</summary>
    public bool IsSingle { get; } = true;

    private static void Set(int i, double position, double weight, long size, int[] positions, float[] weights)
    {
        var inside = position >= 0 && position < size;
        positions[i] = inside ? (int)position : position < 0 ? 0 : (int)(size - 1);
        weights[i] = inside ? (float)weight : 0;
    }
}
