using System.Numerics.Tensors;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>Weighted sums along one axis after the other, the one that shrinks most first. Axes that stay as they are cost nothing.</summary>
internal static unsafe class SeparableWeighting
{
    /// <summary>Fills [C, targets...].</summary>
    /// <param name="source">[C, X, Y, Z].</param>
    /// <param name="from">Its shape.</param>
    /// <param name="target">The result.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="axes">Weights for each axis.</param>
    public static void Apply(ReadOnlySpan<float> source, Shape3 from, float* target, int channels, IReadOnlyList<AxisWeights> axes)
    {
        var order = Enumerable.Range(0, 3).Where(axis => !axes[axis].IsIdentity).OrderBy(axis => axes[axis].Count / (double)from[axis]).ToArray();
        long[] shape = [from.X, from.Y, from.Z];
        fixed (float* given = source)
        {
            if (order.Length == 0)
            {
                source.CopyTo(new(target, source.Length));
                return;
            }
            float[]? made = null;
            for (var step = 0; step < order.Length; step++)
            {
                var axis = order[step];
                var weights = axes[axis];
                var outer = channels * shape.Take(axis).Aggregate(1L, (a, b) => a * b);
                var inner = shape.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
                shape[axis] = weights.Count;
                var isLast = step == order.Length - 1;
                var next = isLast ? null : GC.AllocateUninitializedArray<float>(checked((int)(outer * weights.Count * inner)));
                fixed (float* input = made, output = next)
                {
                    Pass(made is null ? given : input, isLast ? target : output, outer, inner, weights);
                }
                made = next;
            }
        }
    }

    private static void Pass(float* input, float* output, long outer, long inner, AxisWeights weights)
    {
        var count = weights.Count;
        if (inner == 1)
        {
            Work.Split(outer, weights.Source.Length, (first, end) =>
            {
                for (var row = first; row < end; row++)
                {
                    Gather(input + row * weights.Size, output + row * count, weights);
                }
            });
            return;
        }
        Work.Split(outer * count, inner * Math.Max(1, weights.Source.Length / count), (first, end) =>
        {
            for (var line = first; line < end; line++)
            {
                var (image, at) = Math.DivRem(line, count);
                Blend(input + image * weights.Size * inner, new(output + line * inner, (int)inner), weights, (int)at);
            }
        });
    }

    private static void Gather(float* row, float* target, AxisWeights weights)
    {
        var (first, source, weight) = (weights.First, weights.Source, weights.Weight);
        for (var i = 0; i < first.Length - 1; i++)
        {
            var sum = 0f;
            for (var entry = first[i]; entry < first[i + 1]; entry++)
            {
                sum += row[source[entry]] * weight[entry];
            }
            target[i] = sum;
        }
    }

    private static void Blend(float* lines, Span<float> target, AxisWeights weights, int at)
    {
        var (entry, end) = (weights.First[at], weights.First[at + 1]);
        if (entry == end)
        {
            target.Clear();
            return;
        }
        var length = target.Length;
        ReadOnlySpan<float> Line(int e) => new(lines + (long)weights.Source[e] * length, length);
        TensorPrimitives.Multiply(Line(entry), weights.Weight[entry], target);
        for (entry++; entry < end; entry++)
        {
            TensorPrimitives.MultiplyAdd(Line(entry), weights.Weight[entry], target, target);
        }
    }
}
