using System.Collections;
using Medulla.Data;
using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>The part of pandas that expressions have: tables of CSV files, and their columns.</summary>
internal static class TableModule
{
    public static PythonModule Create() => new("pandas", new Dictionary<string, object?>
    {
        ["read_csv"] = Function("pandas.read_csv", "filepath sep?", a => new Table(CsvTable.Read(a[0].Text(), delimiter: Separator(a[1].Or(",").Text())))),
        ["DataFrame"] = new TypeValue("DataFrame", value => value is Table, Function("DataFrame", "", _ => throw new ArgumentException("tables come from pandas.read_csv."))),
    });

    private static char Separator(string text) => text.Length == 1 ? text[0] : throw new ArgumentException($"sep is '{text}'; one character is expected.");

    /// <summary>A table: columns by name.</summary>
    public sealed class Table(CsvTable table)
    {
        public Column? this[string name] => table.Names.Contains(name) ? new([.. table.Rows.Select(row => row[table.At(name)])]) : null;

        public object? Member(string name) => name switch
        {
            "columns" => table.Names.ToList<object?>(),
            "shape" => new object?[] { (long)table.Rows.Count, (long)table.Names.Count },
            _ => this[name],
        };

        public IReadOnlyList<string> Names => table.Names;

        public override string ToString() => $"<table of {table.Rows.Count} rows: {string.Join(", ", table.Names)}>";
    }

    /// <summary>The values of a column; arithmetic and comparison go value by value.</summary>
    public sealed class Column(IReadOnlyList<object?> values) : IEnumerable<object?>
    {
        public object? this[int index] => values[index];

        public int Count => values.Count;

        public object? Member(string name) => name switch
        {
            "tolist" or "to_list" => Function(name, "", _ => values.ToList()),
            "values" => values.ToList(),
            "unique" => Function(name, "", _ => values.Distinct().ToList()),
            "astype" => Function(name, "dtype", a => a[0] is TypeValue { Name: "str" } ? Each(value => Text.Of(value)) : throw new ArgumentException("a column can be cast to str.")),
            _ => null,
        };

        public Column Each(Func<object?, object?> change) => new([.. values.Select(change)]);

        /// <summary>An operator between columns, or a column and a value.</summary>
        public static Column Binary(object? left, object? right, Func<object?, object?, object?> apply) => (left, right) switch
        {
            (Column a, Column b) => a.Count == b.Count ? new([.. a.Zip(b, apply)]) : throw new ArgumentException($"columns of {a.Count} and {b.Count} values do not go together."),
            (Column a, _) => a.Each(value => apply(value, right)),
            (_, Column b) => b.Each(value => apply(left, value)),
            _ => throw new ArgumentException("neither is a column."),
        };

        public IEnumerator<object?> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
