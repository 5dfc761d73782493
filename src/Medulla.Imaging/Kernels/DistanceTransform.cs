namespace Medulla.Imaging.Kernels;

/// <summary>
/// Exact Euclidean distances, one axis after the other: the last one by two scans, the others by lower envelopes of parabolas.
/// Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012).
/// </summary>
public static class DistanceTransform
{
    /// <summary>Neighbouring lines that are copied to scratch together, so that whole cache lines are read.</summary>
    private const int Block = 16;
    private const long ParallelFrom = 1 << 14;

    /// <summary>The distance of each voxel to the nearest feature voxel; infinity where there is none.</summary>
    /// <param name="features">Row-major, not 0 where distances are 0.</param>
    /// <param name="shape">Voxels along each axis; 1 to 3 axes.</param>
    /// <param name="spacing">Voxel size along each axis; 1 if empty.</param>
    /// <param name="distances">Filled, in units of the spacing.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or a spacing is not above 0.</exception>
    public static unsafe void ToFeatures(ReadOnlySpan<byte> features, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing, Span<float> distances)
    {
        if (shape.Length is < 1 or > 3 || (spacing.Length != 0 && spacing.Length != shape.Length))
        {
            throw new ArgumentException($"DistanceTransform: {shape.Length} axes with {spacing.Length} spacings; 1 to 3 axes and one spacing for each are expected.");
        }
        foreach (var step in spacing)
        {
            if (!(step > 0) || !double.IsFinite(step))
            {
                throw new ArgumentException($"DistanceTransform: a spacing is {step}; it must be above 0.");
            }
        }
        var nz = checked((int)shape[^1]);
        var ny = shape.Length > 1 ? checked((int)shape[^2]) : 1;
        var nx = shape.Length > 2 ? checked((int)shape[0]) : 1;
        if (features.Length != (long)nx * ny * nz || distances.Length != features.Length)
        {
            throw new ArgumentException($"DistanceTransform: {features.Length} voxels and {distances.Length} distances do not make {nx} x {ny} x {nz}.");
        }
        var sz = spacing.Length >= 1 ? spacing[^1] : 1;
        var sy = spacing.Length >= 2 ? spacing[^2] : 1;
        var sx = spacing.Length >= 3 ? spacing[^3] : 1;
        fixed (byte* f = features)
        fixed (float* d = distances)
        {
            var feature = f;
            var distance = d;
            For((long)nx * ny, nz, row => Scan(feature + row * nz, distance + row * nz, nz, sz));
            var blocks = (nz + Block - 1) / Block;
            if (ny > 1)
            {
                For((long)nx * blocks, (long)ny * Block, task =>
                {
                    var (x, block) = Math.DivRem(task, blocks);
                    Envelopes(distance + x * ny * nz + block * Block, ny, nz, (int)Math.Min(Block, nz - block * Block), sy);
                });
            }
            if (nx > 1)
            {
                For((long)ny * blocks, (long)nx * Block, task =>
                {
                    var (y, block) = Math.DivRem(task, blocks);
                    Envelopes(distance + y * nz + block * Block, nx, (long)ny * nz, (int)Math.Min(Block, nz - block * Block), sx);
                });
            }
            For((long)nx * ny, nz, row =>
            {
                for (var i = 0; i < nz; i++)
                {
                    distance[row * nz + i] = MathF.Sqrt(distance[row * nz + i]);
                }
            });
        }
    }

    private static void For(long count, long workEach, Action<long> work)
    {
        if (count * workEach < ParallelFrom)
        {
            for (long i = 0; i < count; i++)
            {
                work(i);
            }
            return;
        }
        Parallel.For(0, count, work);
    }

    /// <summary>Squared distances along one line of features.</summary>
    private static unsafe void Scan(byte* features, float* squared, int count, double spacing)
    {
        var since = double.PositiveInfinity;
        for (var i = 0; i < count; i++)
        {
            since = features[i] != 0 ? 0 : since + spacing;
            squared[i] = (float)(since * since);
        }
        since = double.PositiveInfinity;
        for (var i = count - 1; i >= 0; i--)
        {
            since = features[i] != 0 ? 0 : since + spacing;
            squared[i] = Math.Min(squared[i], (float)(since * since));
        }
    }

    /// <summary>For neighbouring lines: at each position the least of (distance along the line)^2 + what stands there.</summary>
    private static unsafe void Envelopes(float* values, int count, long stride, int lines, double spacing)
    {
        var pool = System.Buffers.ArrayPool<double>.Shared.Rent(count * (lines + 1) + count + 1);
        var centers = System.Buffers.ArrayPool<int>.Shared.Rent(count);
        fixed (double* scratch = pool)
        fixed (int* center = centers)
        {
            for (var i = 0; i < count; i++)
            {
                for (var k = 0; k < lines; k++)
                {
                    scratch[k * count + i] = values[i * stride + k];
                }
            }
            var from = scratch + lines * count;   // where each parabola begins to be the lowest
            for (var k = 0; k < lines; k++)
            {
                var line = scratch + k * count;
                var last = -1;
                for (var i = 0; i < count; i++)
                {
                    if (double.IsPositiveInfinity(line[i]))
                    {
                        continue;
                    }
                    var start = double.NegativeInfinity;
                    while (last >= 0)
                    {
                        var j = center[last];
                        start = Crossing(line, i, j, spacing);
                        if (start > from[last])
                        {
                            break;
                        }
                        last--;
                        start = double.NegativeInfinity;
                    }
                    last++;
                    center[last] = i;
                    from[last] = start;
                }
                if (last < 0)
                {
                    continue;
                }
                from[last + 1] = double.PositiveInfinity;
                for (int i = 0, at = 0; i < count; i++)
                {
                    while (from[at + 1] < i)
                    {
                        at++;
                    }
                    var away = (i - center[at]) * spacing;
                    values[i * stride + k] = (float)(away * away + line[center[at]]);
                }
            }
        }
        System.Buffers.ArrayPool<double>.Shared.Return(pool);
        System.Buffers.ArrayPool<int>.Shared.Return(centers);
    }

    /// <summary>Where the parabolas over i and j (below i) meet, in positions.</summary>
    private static unsafe double Crossing(double* line, int i, int j, double spacing)
        => ((line[i] - line[j]) / (spacing * spacing) + (double)i * i - (double)j * j) / (2.0 * (i - j));
}
