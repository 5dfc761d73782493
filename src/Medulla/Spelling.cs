namespace Medulla;

/// <summary>Finds what a mistyped name was meant to be, for messages.</summary>
internal static class Spelling
{
    /// <summary>The known name nearest to <paramref name="name"/>; null if none is near.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="known">Names to choose from.</param>
    /// <param name="plain">What of a name is compared; lower case if null.</param>
    public static string? Nearest(string name, IEnumerable<string> known, Func<string, string>? plain = null)
    {
        plain ??= text => text.ToLowerInvariant();
        return known.Select(candidate => (candidate, distance: Distance(plain(name), plain(candidate))))
            .Where(pair => pair.distance <= Math.Max(1, name.Length / 3))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate).FirstOrDefault();
    }

    /// <summary>Edits (insert, delete, replace) from one text to the other; Levenshtein (1966).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }
        return row[^1];
    }
}
