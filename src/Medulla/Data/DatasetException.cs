namespace Medulla.Data;

/// <summary>An item could not be prepared; the message names its number, its files and what failed.</summary>
public sealed class DatasetException : Exception
{
    private DatasetException(int index, string description, Exception cause)
        : base($"item {index} ({description}): {cause.Message}", cause)
        => Index = index;

    /// <summary>Number of the item, from 0.</summary>
    public int Index { get; }

    /// <summary>Does work on one item; a failure names the item.</summary>
    internal static T Naming<T>(Sample item, int index, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not OperationCanceledException and not DatasetException)
        {
            throw new DatasetException(index, Describe(item), e);
        }
    }

    private static string Describe(Sample item)
    {
        var files = item.Where(pair => pair.Value is string).Select(pair => $"{pair.Key}: {pair.Value}").ToList();
        return files.Count > 0 ? string.Join(", ", files) : string.Join(", ", item.Keys);
    }
}
