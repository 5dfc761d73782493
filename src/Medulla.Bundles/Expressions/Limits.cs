namespace Medulla.Bundles.Expressions;

/// <summary>Bounds for what expressions may build.</summary>
internal static class Limits
{
    /// <summary>Most elements of a list and most characters of a text.</summary>
    public const int MostElements = 10_000_000;

    public static void Check(long count)
    {
        if (count > MostElements)
        {
            throw new ArgumentException($"it would have {count} elements; {MostElements} are allowed.");
        }
    }

    public static string Checked(string text)
    {
        Check(text.Length);
        return text;
    }
}
