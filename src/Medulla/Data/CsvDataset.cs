using System.Collections;
using System.Globalization;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Items of the rows of CSV files: a key for each column, and for groups of columns.</summary>
[ReferenceName("CSVDataset")]
public sealed class CsvDataset : IDataset
{
    private readonly List<Sample> items;
    private readonly Compose transform;

    /// <summary>Reads the files.</summary>
    /// <param name="src">The files; of several, rows are joined that agree in the columns that both have.</param>
    /// <param name="rowIndices">Which rows: numbers, or pairs [start, end); all if null.</param>
    /// <param name="colNames">Which columns; all if null.</param>
    /// <param name="colTypes">By column a dictionary with "type" (int, float or str) and "default", which stands for empty fields.</param>
    /// <param name="colGroups">Further keys: by key the column whose value it has, or the columns whose values it has in a list, numbers as an array.</param>
    /// <param name="transform">The pipeline; items are as they are if null.</param>
    /// <param name="kwargsReadCsv">How to read: "header" (null where the first line is no header), "names" (of the columns), "sep".</param>
    /// <exception cref="ArgumentException">A column or setting is not known, or a value is not of its type.</exception>
    /// <exception cref="InvalidDataException">A file is no table, or tables cannot be joined.</exception>
    public CsvDataset(
        Values<string> src, IReadOnlyList<object?>? rowIndices = null, Values<string>? colNames = null, IReadOnlyDictionary<string, object?>? colTypes = null,
        IReadOnlyDictionary<string, object?>? colGroups = null, Compose? transform = null, IReadOnlyDictionary<string, object?>? kwargsReadCsv = null)
    {
        this.transform = transform ?? new();
        var table = src.Select(path => Read(path, kwargsReadCsv)).Aggregate((first, second) => first.Join(second));
        var columns = colNames ?? Values.From(table.Names);
        items = [.. Rows(table.Rows.Count, rowIndices).Select(row => new Sample(
            columns.Select(name => KeyValuePair.Create(name, Typed(name, table.Rows[row][table.At(name)], colTypes?.GetValueOrDefault(name) as IDictionary)))
                .Concat((colGroups ?? new Dictionary<string, object?>()).Select(group => KeyValuePair.Create(group.Key, Grouped(table, table.Rows[row], group.Value))))))];
    }

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => items[index];

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed) => transform.ApplyMany(items[index], seed);

    private static CsvTable Read(string path, IReadOnlyDictionary<string, object?>? settings)
    {
        IReadOnlyList<string>? names = null;
        var (hasHeader, delimiter) = (true, ',');
        foreach (var (name, value) in settings ?? new Dictionary<string, object?>())
        {
            switch (name, value)
            {
                case ("header", null or "infer" or 0 or 0L):
                    hasHeader = value is not null && (value is not "infer" || settings!.GetValueOrDefault("names") is null);
                    break;
                case ("names", IEnumerable list and not string):
                    names = [.. list.Cast<object?>().Select(one => $"{one}")];
                    hasHeader &= settings!.ContainsKey("header");
                    break;
                case ("sep" or "delimiter", string { Length: 1 } text):
                    delimiter = text[0];
                    break;
                default:
                    throw new ArgumentException($"CSVDataset: kwargs_read_csv has '{name}': {value ?? "null"}; header (null or 0), names and sep are known.");
            }
        }
        return CsvTable.Read(path, names, hasHeader, delimiter);
    }

    private static IEnumerable<int> Rows(int count, IReadOnlyList<object?>? indices)
        => (indices is null ? Enumerable.Range(0, count) : indices.SelectMany(one => one is IList and [var start, var end]
            ? Enumerable.Range(Whole(start), Math.Max(0, Whole(end) - Whole(start))) : [Whole(one)]))
            .Select(row => row >= 0 && row < count ? row : throw new ArgumentException($"CSVDataset: row {row} was asked for, of {count}."));

    private static int Whole(object? value) => value is int or long ? Convert.ToInt32(value)
        : throw new ArgumentException($"CSVDataset: row_indices has {Sample.Describe(value)}; numbers, or pairs of numbers, are expected.");

    private static object? Typed(string name, object? value, IDictionary? type)
    {
        if (type is null)
        {
            return value;
        }
        value = value is null or double.NaN && type["default"] is { } otherwise ? otherwise : value;
        try
        {
            return $"{type["type"]}" switch
            {
                "" => value,
                var text when text.Contains("str", StringComparison.Ordinal) => Convert.ToString(value, CultureInfo.InvariantCulture),
                var text when text.Contains("int", StringComparison.Ordinal) => Convert.ToInt64(value, CultureInfo.InvariantCulture),
                var text when text.Contains("float", StringComparison.Ordinal) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
                var text => throw new ArgumentException($"CSVDataset: the type of column '{name}' is '{text}'; it can be int, float or str."),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new ArgumentException($"CSVDataset: column '{name}' has {Sample.Describe(value)}, which is no {type["type"]}.", e);
        }
    }

    private static object? Grouped(CsvTable table, object?[] row, object? columns)
    {
        if (columns is string || columns is not IEnumerable several)
        {
            return row[table.At($"{columns}")];
        }
        object?[] values = [.. several.Cast<object?>().Select(name => row[table.At($"{name}")])];
        return values.All(value => value is long) ? tensor(values.Cast<long>().ToArray()).DetachFromDisposeScope()
            : values.All(value => value is long or double) ? tensor(values.Select(Convert.ToDouble).ToArray()).DetachFromDisposeScope()
            : values.ToList();
    }
}
