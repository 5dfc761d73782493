using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Medulla.Bundles.Configuration;

/// <summary>
/// Reads YAML with the rules of YAML 1.1 for plain words, as published configurations are written for: "yes" is true, "1e-4" text,
/// "1.0e-4" a number. Tags make nothing; aliases may not blow up.
/// </summary>
internal static partial class YamlText
{
    private const int MostValues = 1_000_000;
    private const int DeepestNesting = 100;

    public static object? Read(string text, string place)
    {
        try
        {
            var reader = new Reader(new YamlDotNet.Core.Parser(new StringReader(text)));
            return reader.Document();
        }
        catch (Exception e) when (e is YamlException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new ConfigException(place, $"not valid YAML: {e.Message}", e);
        }
    }

    private static object? Plain(string word) => word switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        _ when Truth().IsMatch(word) => true,
        _ when Falsehood().IsMatch(word) => false,
        _ when Decimal().IsMatch(word) => Whole(word, 10, 0),
        _ when Octal().IsMatch(word) => Whole(word, 8, 1),
        _ when Hexadecimal().IsMatch(word) => Whole(word, 16, 2),
        _ when Binary().IsMatch(word) => Whole(word, 2, 2),
        _ when Broken().IsMatch(word) => double.Parse(word.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
        _ when Infinite().IsMatch(word) => word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ => word,
    };

    private static object Whole(string word, int numberBase, int prefix)
    {
        var digits = word.TrimStart('+', '-').Replace("_", "", StringComparison.Ordinal)[prefix..];
        if (numberBase == 10)
        {
            return long.TryParse(digits, CultureInfo.InvariantCulture, out var whole) ? (object)(word[0] == '-' ? -whole : whole) : double.Parse(word, CultureInfo.InvariantCulture);
        }
        var value = Convert.ToInt64(digits, numberBase);
        return word[0] == '-' ? -value : value;
    }

    [GeneratedRegex("^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$")]
    private static partial Regex Truth();

    [GeneratedRegex("^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$")]
    private static partial Regex Falsehood();

    [GeneratedRegex("^[-+]?(?:0|[1-9][0-9_]*)$")]
    private static partial Regex Decimal();

    [GeneratedRegex("^[-+]?0[0-7_]+$")]
    private static partial Regex Octal();

    [GeneratedRegex("^[-+]?0x[0-9a-fA-F_]+$")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex("^[-+]?0b[0-1_]+$")]
    private static partial Regex Binary();

    [GeneratedRegex(@"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$")]
    private static partial Regex Broken();

    [GeneratedRegex(@"^[-+]?\.(?:inf|Inf|INF)$")]
    private static partial Regex Infinite();

    private sealed class Reader(IParser parser)
    {
        private readonly Dictionary<AnchorName, object?> anchors = [];
        private int count;

        public object? Document()
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return null;
            }
            parser.Consume<DocumentStart>();
            var value = Value(0);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<StreamEnd>(out _) ? value : throw new FormatException("there are several documents.");
        }

        private object? Value(int depth)
        {
            if (depth > DeepestNesting)
            {
                throw new FormatException($"it is nested deeper than {DeepestNesting}.");
            }
            Count(1);
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                return anchors.TryGetValue(alias.Value, out var found) ? Copy(found, depth) : throw new FormatException($"there is no anchor '{alias.Value}'.");
            }
            var anchor = (parser.Current as NodeEvent ?? throw new FormatException("a value is missing.")).Anchor;
            object? value;
            if (parser.TryConsume<Scalar>(out var scalar))
            {
                value = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific) ? Plain(scalar.Value) : scalar.Value;
            }
            else if (parser.TryConsume<SequenceStart>(out _))
            {
                List<object?> list = [];
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    list.Add(Value(depth + 1));
                }
                value = list;
            }
            else
            {
                parser.Consume<MappingStart>();
                value = Mapping(depth);
            }
            if (!anchor.IsEmpty)
            {
                anchors[anchor] = value;
            }
            return value;
        }

        private Dictionary<string, object?> Mapping(int depth)
        {
            Dictionary<string, object?> map = [];
            List<Dictionary<string, object?>> merged = [];
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var isMerge = parser.Current is Scalar { Style: ScalarStyle.Plain, Value: "<<" };
                var key = Value(depth + 1);
                var value = Value(depth + 1);
                if (isMerge)
                {
                    merged.AddRange((value as List<object?> ?? [value]).Select(one => one as Dictionary<string, object?> ?? throw new FormatException("'<<' takes a mapping.")));
                    continue;
                }
                map[key is null or List<object?> or Dictionary<string, object?> ? throw new FormatException("a key is a word or a number.") : Expressions.Text.Of(key)] = value;
            }
            foreach (var (key, value) in merged.SelectMany(one => one))
            {
                map.TryAdd(key, value);
            }
            return map;
        }

        private object? Copy(object? value, int depth)
        {
            Count(1);
            return depth > DeepestNesting ? throw new FormatException($"it is nested deeper than {DeepestNesting}.") : value switch
            {
                List<object?> list => list.Select(item => Copy(item, depth + 1)).ToList(),
                Dictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Copy(pair.Value, depth + 1)),
                _ => value,
            };
        }

        private void Count(int more)
        {
            if ((count += more) > MostValues)
            {
                throw new FormatException($"it has more than {MostValues} values.");
            }
        }
    }
}
