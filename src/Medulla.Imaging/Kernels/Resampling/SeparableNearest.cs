namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Nearest neighbours along each axis by itself: values of any kind, moved as they are.</summary>
internal sealed unsafe class SeparableNearest<T>
    where T : unmanaged
{
    private const int Outside = -1;

    private readonly Shape3 from;
    private readonly int[] x, y, z;
    private readonly bool allInside, isIdentity;

    /// <summary>Looks up the nearest source position of each coordinate.</summary>
    public SeparableNearest(Shape3 from, double[] x, double[] y, double[] z, Padding padding, bool alignCorners)
    {
        this.from = from;
        (this.x, this.y, this.z) = (Nearest(x, from.X), Nearest(y, from.Y), Nearest(z, from.Z));
        allInside = !this.z.Contains(Outside);
        isIdentity = z.Length == from.Z && this.z.SequenceEqual(Enumerable.Range(0, z.Length));

        int[] Nearest(double[] coordinates, long size) => Array.ConvertAll(coordinates, c =>
        {
            var nearest = Math.Round(padding.Inside(c, size, alignCorners), MidpointRounding.ToEven);
            return nearest >= 0 && nearest < size ? (int)nearest : Outside;
        });
    }

    /// <summary>Fills the target.</summary>
    public void Run(T* source, T* target, int channels)
        => Work.Split((long)channels * x.Length * y.Length, z.Length, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                var (slice, j) = Math.DivRem(row, y.Length);
                var (channel, i) = Math.DivRem(slice, x.Length);
                Row(source + channel * from.Count, x[i], y[j], new Span<T>(target + row * z.Length, z.Length));
            }
        });

    private void Row(T* source, int i, int j, Span<T> target)
    {
        if (i == Outside || j == Outside)
        {
            target.Clear();
            return;
        }
        var row = source + i * from.Slice + j * from.Z;
        if (isIdentity)
        {
            new ReadOnlySpan<T>(row, target.Length).CopyTo(target);
            return;
        }
        var positions = z.AsSpan(0, target.Length);
        if (allInside)
        {
            for (var k = 0; k < target.Length; k++)
            {
                target[k] = row[positions[k]];
            }
            return;
        }
        for (var k = 0; k < target.Length; k++)
        {
            target[k] = positions[k] == Outside ? default : row[positions[k]];
        }
    }
}
