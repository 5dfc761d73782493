using System.Collections;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>Parts of Python's standard library: paths, files for reading, text formats, time. Nothing that starts programs, reaches a network or deletes.</summary>
internal static class SystemModules
{
    public static PythonModule Os() => new("os", new Dictionary<string, object?>
    {
        ["path"] = OsPath(),
        ["sep"] = "/",
        ["linesep"] = "\n",
        ["environ"] = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (object?)pair.Value),
        ["getcwd"] = Function("os.getcwd", "", _ => Directory.GetCurrentDirectory()),
        ["getenv"] = Function("os.getenv", "key default?", a => Environment.GetEnvironmentVariable(a[0].Text()) ?? a[1].Or(null)),
        ["listdir"] = Function("os.listdir", "path?", a => Directory.EnumerateFileSystemEntries(a[0].Or(".").Text()).Select(path => (object?)Path.GetFileName(path)).Order().ToList()),
        ["makedirs"] = Function("os.makedirs", "name mode? exist_ok?", a => Files.MakeFolder(a[0].Text(), Truth.Of(a[2].Or(false)))),
        ["mkdir"] = Function("os.mkdir", "path", a => Files.MakeFolder(a[0].Text(), false)),
        ["cpu_count"] = Function("os.cpu_count", "", _ => (long)Environment.ProcessorCount),
        ["fspath"] = Function("os.fspath", "path", a => a[0].Text()),
    });

    public static PythonModule OsPath() => new("os.path", new Dictionary<string, object?>
    {
        ["sep"] = "/",
        ["join"] = Function("os.path.join", "*paths", a => ((object?[])a[0]!).Select(part => part.Text()).DefaultIfEmpty("").Aggregate(Path.Combine)),
        ["exists"] = Function("os.path.exists", "path", a => Path.Exists(a[0].Text())),
        ["isfile"] = Function("os.path.isfile", "path", a => File.Exists(a[0].Text())),
        ["isdir"] = Function("os.path.isdir", "path", a => Directory.Exists(a[0].Text())),
        ["isabs"] = Function("os.path.isabs", "path", a => Path.IsPathRooted(a[0].Text())),
        ["basename"] = Function("os.path.basename", "path", a => Path.GetFileName(a[0].Text())),
        ["dirname"] = Function("os.path.dirname", "path", a => Path.GetDirectoryName(a[0].Text()) ?? ""),
        ["abspath"] = Function("os.path.abspath", "path", a => Path.GetFullPath(a[0].Text())),
        ["realpath"] = Function("os.path.realpath", "path", a => Path.GetFullPath(a[0].Text())),
        ["normpath"] = Function("os.path.normpath", "path", a => Path.IsPathRooted(a[0].Text()) ? Path.GetFullPath(a[0].Text()) : Path.GetRelativePath(".", a[0].Text())),
        ["relpath"] = Function("os.path.relpath", "path start?", a => Path.GetRelativePath(a[1].Or(".").Text(), a[0].Text())),
        ["expanduser"] = Function("os.path.expanduser", "path", a => a[0].Text() is ['~', .. var rest] && (rest.Length == 0 || rest[0] == '/') ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + rest : a[0].Text()),
        ["getsize"] = Function("os.path.getsize", "path", a => new FileInfo(a[0].Text()).Length),
        ["split"] = Function("os.path.split", "path", a => new object?[] { Path.GetDirectoryName(a[0].Text()) ?? "", Path.GetFileName(a[0].Text()) }),
        ["splitext"] = Function("os.path.splitext", "path", a => a[0].Text() is var path && Path.GetExtension(path) is var end && end.Length < Path.GetFileName(path).Length
            ? new object?[] { path[..^end.Length], end } : [path, ""]),
    });

    public static PythonModule Glob()
    {
        var glob = Function("glob.glob", "pathname recursive?", a => Files.Glob(a[0].Text(), Truth.Of(a[1].Or(false))));
        return new("glob", new Dictionary<string, object?> { ["glob"] = glob, ["iglob"] = glob });
    }

    public static PythonModule Pathlib()
    {
        var path = new TypeValue("Path", value => value is PathValue, Function("Path", "*parts", a => PathValue.Of((object?[])a[0]!)), new Dictionary<string, object?>
        {
            ["cwd"] = Function("cwd", "", _ => new PathValue(Directory.GetCurrentDirectory())),
            ["home"] = Function("home", "", _ => new PathValue(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))),
        });
        return new("pathlib", new Dictionary<string, object?> { ["Path"] = path, ["PurePath"] = path, ["PosixPath"] = path });
    }

    /// <summary>"sys.path.append" does nothing: no Python code is ever run.</summary>
    public static PythonModule Sys() => new("sys", new Dictionary<string, object?>
    {
        ["path"] = new List<object?>(),
        ["argv"] = new List<object?>(),
        ["maxsize"] = long.MaxValue,
        ["platform"] = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
    });

    public static PythonModule Json() => new("json", new Dictionary<string, object?>
    {
        ["loads"] = Function("json.loads", "s", a => Parse(a[0].Text())),
        ["load"] = Function("json.load", "fp", a => a[0] is OpenFile file ? Parse(file.Text) : throw new ArgumentException($"json.load reads a file that is open, not {Text.Kind(a[0])}.")),
        ["dumps"] = Function("json.dumps", "obj indent?", a => JsonSerializer.Serialize(Plain(a[0]), a[1].Or(null) is null ? JsonSerializerOptions.Default : Indented)),
    });

    public static PythonModule Datetime() => new("datetime", new Dictionary<string, object?> { ["datetime"] = Times.Type });

    public static PythonModule Time() => new("time", new Dictionary<string, object?>
    {
        ["time"] = Function("time.time", "", _ => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0),
        ["strftime"] = Function("time.strftime", "format", a => Times.Format(DateTime.Now, a[0].Text())),
    });

    public static PythonModule Logging()
    {
        Dictionary<string, object?> names = new() { ["DEBUG"] = 10L, ["INFO"] = 20L, ["WARNING"] = 30L, ["WARN"] = 30L, ["ERROR"] = 40L, ["CRITICAL"] = 50L };
        foreach (var level in (string[])["debug", "info", "warning", "error", "critical"])
        {
            names[level] = Function($"logging.{level}", "msg *args", a =>
            {
                var values = (object?[])a[1]!;
                Console.Error.WriteLine(values.Length > 0 ? Formatting.Percent(Text.Of(a[0]), values) : Text.Of(a[0]));
                return null;
            });
        }
        return new("logging", names);
    }

    public static PythonModule Copy() => new("copy", new Dictionary<string, object?>
    {
        ["deepcopy"] = Function("copy.deepcopy", "x", a => Deep(a[0])),
        ["copy"] = Function("copy.copy", "x", a => a[0] switch
        {
            List<object?> list => list.ToList(),
            IDictionary map => Mappings.Create(Mappings.Pairs(map)),
            _ => a[0],
        }),
    });

    public static PythonModule Functools(ModuleTable table) => new("functools", new Dictionary<string, object?>
    {
        ["partial"] = new PartialFunction(table),
        ["reduce"] = Function("functools.reduce", "function iterable initial?", a =>
        {
            var items = Iteration.ToList(a[1]);
            return (a[2].IsGiven() ? items.Prepend(a[2]) : items).Aggregate((total, item) => Calls.Invoke(table, a[0], [total, item], Callable.NoNames));
        }),
    });

    public static PythonModule Itertools() => new("itertools", new Dictionary<string, object?>
    {
        ["chain"] = Function("itertools.chain", "*iterables", a => new Iterator(((object?[])a[0]!).SelectMany(Iteration.Of))),
        ["product"] = Function("itertools.product", "*iterables", a => new Iterator(((object?[])a[0]!).Select(Iteration.ToList).Aggregate(
            (IEnumerable<object?[]>)[[]], (rows, items) => rows.SelectMany(row => items.Select(item => (object?[])[.. row, item]))))),
    });

    public static PythonModule Warnings() => new("warnings", new Dictionary<string, object?>
    {
        ["filterwarnings"] = Function("warnings.filterwarnings", "*args", _ => null),
        ["simplefilter"] = Function("warnings.simplefilter", "*args", _ => null),
        ["warn"] = Function("warnings.warn", "message", a =>
        {
            Console.Error.WriteLine(Text.Of(a[0]));
            return null;
        }),
    });

    /// <summary>What expressions see of a JSON value.</summary>
    public static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Aggregate(new Dictionary<string, object?>(), (map, property) =>
        {
            map[property.Name] = FromJson(property.Value);
            return map;
        }),
        JsonValueKind.Array => json.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => null,
    };

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    private static object? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return FromJson(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"this is not valid JSON: {e.Message}", e);
        }
    }

    private static object? Plain(object? value) => value switch
    {
        Sample or IDictionary => Mappings.Pairs(value).ToDictionary(pair => pair.Key is string name ? name : Text.Of(pair.Key).ToString(CultureInfo.InvariantCulture), pair => Plain(pair.Value)),
        string or bool or long or int or double or float or null => value,
        IEnumerable items and not torch.Tensor => items.Cast<object?>().Select(Plain).ToList(),
        _ => throw new ArgumentException($"{Text.Kind(value)} cannot be written as JSON."),
    };

    private static object? Deep(object? value) => value switch
    {
        Callable or string => value,
        List<object?> list => list.Select(Deep).ToList(),
        object?[] tuple => tuple.Select(Deep).ToArray(),
        IDictionary map => Mappings.Create(Mappings.Pairs(map).Select(pair => (pair.Key, Deep(pair.Value)))),
        torch.Tensor tensor => tensor.clone(),
        MetaTensor image => image.WithData(image.Data.clone()),
        null or bool or long or double or float or int => value,
        Transforms.ITransform => value,   // transforms never change
        _ => throw new ArgumentException($"{Text.Kind(value)} cannot be copied by expressions."),
    };

    private sealed class PartialFunction(ModuleTable table) : Callable
    {
        public override string Name => "functools.partial";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
            => positional.Count > 0 ? new Partial(table, positional[0], [.. positional.Skip(1)], named) : throw new ArgumentException("functools.partial needs a function.");
    }
}
