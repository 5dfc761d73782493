using System.Numerics;

namespace Medulla.Imaging.Kernels;

/// <summary>Gives labels other numbers, in one pass on all cores however many labels there are.</summary>
public static unsafe class LabelMapping
{
    /// <summary>Whole labels from 0 to this one are looked up in a table, others in a dictionary.</summary>
    private const int Table = 4096;

    /// <summary>Maps labels; values that are not listed stay.</summary>
    /// <typeparam name="T">Element type of the labels.</typeparam>
    /// <param name="labels">The labels.</param>
    /// <param name="mapped">What they become; of the same length.</param>
    /// <param name="from">The labels to map; of several equal ones the last counts.</param>
    /// <param name="to">What each becomes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Map<T>(ReadOnlySpan<T> labels, Span<float> mapped, IReadOnlyList<double> from, IReadOnlyList<double> to)
        where T : unmanaged, INumber<T>
    {
        if (labels.Length != mapped.Length || from.Count != to.Count)
        {
            throw new ArgumentException($"LabelMapping: {labels.Length} labels are to be written to {mapped.Length}, and {from.Count} numbers to become {to.Count}; both must be equal.");
        }
        var table = new float[Table];
        for (var i = 0; i < Table; i++)
        {
            table[i] = i;
        }
        Dictionary<double, float> others = [];
        for (var i = 0; i < from.Count; i++)
        {
            if (from[i] >= 0 && from[i] < Table && from[i] == Math.Floor(from[i]))
            {
                table[(int)from[i]] = (float)to[i];
            }
            else
            {
                others[from[i]] = (float)to[i];
            }
        }
        fixed (T* source = labels)
        fixed (float* target = mapped)
        {
            var (read, write) = ((nint)source, (nint)target);
            Work.Split(labels.Length, 1, (first, end) =>
            {
                var input = (T*)read;
                var output = (float*)write;
                for (var i = first; i < end; i++)
                {
                    var value = input[i];
                    var index = int.CreateSaturating(value);
                    output[i] = (uint)index < Table && T.CreateTruncating(index) == value ? table[index]
                        : others.Count > 0 && others.TryGetValue(double.CreateTruncating(value), out var other) ? other
                        : float.CreateTruncating(value);
                }
            });
        }
    }
}
