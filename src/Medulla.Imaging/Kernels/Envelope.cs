namespace Medulla.Imaging.Kernels;

/// <summary>The lower envelope of parabolas that stand on the samples of a line.</summary>
/// <param name="count">Samples of a line.</param>
/// <param name="step">From one sample to the next.</param>
internal sealed class Envelope(int count, double step)
{
    private readonly int[] centers = new int[count];
    private readonly double[] starts = new double[count + 1];   // where each parabola begins to be the lowest, in samples
    private readonly double[] heights = new double[count];      // of each parabola at sample 0, in units of a step squared
    private readonly double[] halves = [.. Enumerable.Range(0, count).Select(i => 0.5 / i)];
    private readonly double perSquare = 1 / (step * step);

    /// <summary>Builds the envelope; infinite samples bear no parabola.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Build(ReadOnlySpan<double> line)
    {
        var last = -1;
        for (var i = 0; i < line.Length; i++)
        {
            if (double.IsPositiveInfinity(line[i]))
            {
                continue;
            }
            var height = line[i] * perSquare + (double)i * i;
            var start = double.NegativeInfinity;
            for (; last >= 0; last--)
            {
                start = (height - heights[last]) * halves[i - centers[last]];
                if (start > starts[last])
                {
                    break;
                }
            }
            last++;
            centers[last] = i;
            heights[last] = height;
            starts[last] = last == 0 ? double.NegativeInfinity : start;
        }
        if (last < 0)
        {
            return false;
        }
        starts[last + 1] = double.PositiveInfinity;
        return true;
    }

    /// <summary>The sample whose parabola is lowest at <paramref name="position"/>.</summary>
    /// <param name="position">In ascending order from call to call.</param>
    /// <param name="part">Where the last call was; 0 at first.</param>
    public int CenterAt(int position, ref int part)
    {
        while (starts[part + 1] < position)
        {
            part++;
        }
        return centers[part];
    }

    /// <summary>The height at <paramref name="position"/> of the parabola over a sample of the given value.</summary>
    public double Height(int position, int center, double value)
    {
        var away = (position - center) * step;
        return away * away + value;
    }
}
