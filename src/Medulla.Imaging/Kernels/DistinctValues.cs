namespace Medulla.Imaging.Kernels;

/// <summary>The values that occur in an image.</summary>
public static class DistinctValues
{
    /// <summary>The values, ascending. Long runs of one value, as label images have them, cost next to nothing.</summary>
    /// <typeparam name="T">Element type of the image.</typeparam>
    /// <param name="values">The image.</param>
    public static unsafe T[] Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IEquatable<T>
    {
        HashSet<T> found = [];
        var gate = new Lock();
        fixed (T* pinned = values)
        {
            var input = pinned;
            Work.Split(values.Length, 1, (first, end) =>
            {
                HashSet<T> here = [];
                var rest = new ReadOnlySpan<T>(input + first, (int)(end - first));
                while (!rest.IsEmpty)
                {
                    var value = rest[0];
                    here.Add(value);
                    var run = rest.IndexOfAnyExcept(value);
                    rest = run < 0 ? [] : rest[run..];
                }
                lock (gate)
                {
                    found.UnionWith(here);
                }
            });
        }
        return [.. found.Order()];
    }
}
