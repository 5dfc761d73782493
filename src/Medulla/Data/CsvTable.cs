using System.Globalization;
using System.Text;

namespace Medulla.Data;

/// <summary>A table of a CSV file: columns by name, whose values are whole numbers, numbers or text, all of one kind; an empty field is NaN among numbers, else null.</summary>
/// <param name="Names">Names of the columns.</param>
/// <param name="Rows">The values of each row, column by column.</param>
public sealed record CsvTable(IReadOnlyList<string> Names, IReadOnlyList<object?[]> Rows)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Names of the columns; those of the first line if null.</param>
    /// <param name="hasHeader">Whether the first line names columns.</param>
    /// <param name="delimiter">What stands between columns.</param>
    /// <exception cref="InvalidDataException">A line has another number of fields.</exception>
    public static CsvTable Read(string path, IReadOnlyList<string>? names = null, bool hasHeader = true, char delimiter = ',')
    {
        var lines = Lines(File.ReadAllText(path), delimiter).ToList();
        var columns = names ?? (lines.Count == 0 ? [] : hasHeader ? lines[0] : [.. Enumerable.Range(0, lines[0].Count).Select(i => $"{i}")]);
        var fields = lines.Skip(hasHeader ? 1 : 0).ToList();
        if (fields.FindIndex(row => row.Count != columns.Count) is >= 0 and var odd)
        {
            throw new InvalidDataException($"{path}: row {odd + 1} has {fields[odd].Count} fields; {columns.Count} are expected: {string.Join(", ", columns)}.");
        }
        var typed = columns.Select((_, c) => Typed([.. fields.Select(row => row[c])])).ToArray();
        return new(columns, [.. fields.Select((_, r) => typed.Select(column => column[r]).ToArray())]);
    }

    /// <summary>The rows of two tables that agree in the columns that both have.</summary>
    /// <exception cref="InvalidDataException">They share no column.</exception>
    public CsvTable Join(CsvTable other)
    {
        string[] shared = [.. Names.Intersect(other.Names)];
        if (shared.Length == 0)
        {
            throw new InvalidDataException($"tables cannot be joined, for they share no column: {string.Join(", ", Names)}; {string.Join(", ", other.Names)}.");
        }
        string Key(CsvTable table, object?[] row) => string.Join('\0', shared.Select(name => row[table.At(name)]));
        var byKey = other.Rows.ToLookup(row => Key(other, row));
        int[] added = [.. Enumerable.Range(0, other.Names.Count).Where(c => !shared.Contains(other.Names[c]))];
        return new(
            [.. Names, .. added.Select(c => other.Names[c])],
            [.. Rows.SelectMany(row => byKey[Key(this, row)].Select(match => (object?[])[.. row, .. added.Select(c => match[c])]))]);
    }

    /// <summary>The number of a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public int At(string name)
        => Names.ToList().IndexOf(name) is >= 0 and var at ? at : throw new ArgumentException($"there is no column '{name}'; there are {string.Join(", ", Names)}.");

    private static object?[] Typed(string[] fields)
        => fields.All(field => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. fields.Select(field => (object?)long.Parse(field, CultureInfo.InvariantCulture))]
            : fields.All(field => field.Length == 0 || double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                ? [.. fields.Select(field => (object?)(field.Length == 0 ? double.NaN : double.Parse(field, CultureInfo.InvariantCulture)))]
                : [.. fields.Select(field => field.Length == 0 ? null : (object?)field)];

    /// <summary>The fields of each line; quotes keep delimiters, line ends and, doubled, themselves.</summary>
    private static IEnumerable<List<string>> Lines(string text, char delimiter)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"')
            {
                isQuoted = true;
            }
            else if (c == delimiter)
            {
                Next();
            }
            else if (c == '\n')
            {
                if (fields.Count > 0 || field.Length > 0)
                {
                    Next();
                    yield return fields;
                    fields = [];
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }
        if (fields.Count > 0 || field.Length > 0)
        {
            Next();
            yield return fields;
        }

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
