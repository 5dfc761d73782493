using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>"start:stop:step"; null bounds are the ends.</summary>
internal sealed record Slice(object? Start, object? Stop, object? Step)
{
    /// <summary>The indices that it picks from so many elements.</summary>
    public IEnumerable<int> Of(int count)
    {
        var step = Step is null ? 1 : Indexing.Whole(Step);
        if (step == 0)
        {
            throw new ArgumentException("the step of a slice is 0.");
        }
        var start = Bound(Start, step > 0 ? 0 : count - 1);
        var stop = Bound(Stop, step > 0 ? count : -1);
        for (var i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            yield return (int)i;
        }

        long Bound(object? bound, long otherwise)
        {
            if (bound is null)
            {
                return otherwise;
            }
            var at = Indexing.Whole(bound);
            at += at < 0 ? count : 0;
            return step > 0 ? Math.Clamp(at, 0, count) : Math.Clamp(at, -1, count - 1);
        }
    }
}
