using System.Numerics;
using System.Text;

namespace Medulla.Weights.Pickles;

/// <summary>
/// The names that a pickle may ask for: what PyTorch builds tensors with, NumPy arrays, and plain data. Nothing else has a meaning;
/// none of these reads, writes or runs anything.
/// </summary>
internal static class PickleNames
{
    private static readonly string[] OtherDtypes = ["complex32", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "qint8", "quint8", "qint32", "quint4x2", "quint2x4", "bits8", "bits16"];
    private static readonly Dictionary<string, PickledName> Known = Table().ToDictionary(entry => entry.Name);

    /// <summary>The meaning of a name; null if it has none.</summary>
    public static PickledName? Find(string module, string name)
    {
        module = module switch
        {
            "__builtin__" => "builtins",
            "numpy._core.multiarray" => "numpy.core.multiarray",
            "numpy._core.numeric" => "numpy.core.numeric",
            _ => module,
        };
        // The reference's enumerations are strings that know their type.
        return module == "monai.utils.enums"
            ? new PickledFunction($"{module}.{name}", static (machine, arguments) => arguments is [string value] ? value : throw machine.Bad("has an enumeration without its value"))
            : Known.GetValueOrDefault($"{module}.{name}");
    }

    /// <summary>As <see cref="Find"/>, but an unknown name makes objects that are kept as data.</summary>
    public static PickledName FindOrKeep(string module, string name) => Find(module, name) ?? Kept($"{module}.{name}");

    /// <summary>As <see cref="Find"/>, but the classes that a TorchScript archive defines make objects that are kept as data.</summary>
    public static PickledName? FindOrScripted(string module, string name)
        => Find(module, name) ?? (module.StartsWith("__torch__", StringComparison.Ordinal) ? Kept($"{module}.{name}") : null);

    private static PickledFunction Kept(string name) => new(name, (_, arguments) => new PickledObject(name, arguments));

    private static IEnumerable<PickledName> Table()
        => [.. Tensors(), .. TorchValues(), .. Storages(), .. Dtypes(), .. Script(), .. Numpy(), .. Containers()];

    private static IEnumerable<PickledName> Tensors() =>
    [
        new PickledFunction("torch._utils._rebuild_tensor", TensorBuilding.Tensor),
        new PickledFunction("torch._utils._rebuild_tensor_v2", TensorBuilding.Tensor),
        new PickledFunction("torch._utils._rebuild_tensor_v3", TensorBuilding.TypedTensor),
        new PickledFunction("torch._utils._rebuild_parameter", First<PickledTensor>),
        new PickledFunction("torch._utils._rebuild_parameter_with_state", First<PickledTensor>),
        new PickledFunction("torch._tensor._rebuild_from_type", Subclass),
        new PickledFunction("torch._tensor._rebuild_from_type_v2", Subclass),
        Refused("torch._utils._rebuild_qtensor", "a quantised tensor; save tensor.dequantize()"),
        Refused("torch._utils._rebuild_sparse_tensor", "a sparse tensor; save tensor.to_dense()"),
        Refused("torch._utils._rebuild_sparse_csr_tensor", "a sparse tensor; save tensor.to_dense()"),
        Refused("torch._utils._rebuild_nested_tensor", "a nested tensor; save its parts"),
        Refused("torch._utils._rebuild_meta_tensor_no_storage", "a tensor on the meta device, which has no values"),
        new("torch.Tensor"), new("torch.nn.parameter.Parameter"), new("torch.nn.parameter.Buffer"), new("monai.data.meta_tensor.MetaTensor"),
    ];

    private static IEnumerable<PickledName> TorchValues() =>
    [
        new PickledFunction("torch.Size", First<object?[]>),
        new PickledFunction("torch.device", static (machine, arguments) => arguments switch
        {
            [string type] => type,
            [string type, long index] => $"{type}:{index}",
            _ => throw machine.Bad("names a device by something else than its type and index"),
        }),
        new PickledFunction("torch.serialization._get_layout", static (machine, arguments) => new PickledName(First<string>(machine, arguments))),
    ];

    private static IEnumerable<PickledName> Storages() =>
    [
        .. ElementType.All.Where(type => type.Storage is not null).SelectMany(type => (PickledName[])[new($"torch.{type.Storage}"), new($"torch.cuda.{type.Storage}")]),
        new("torch.UntypedStorage"), new("torch.storage.UntypedStorage"),
        .. ((string[])["QInt8", "QUInt8", "QInt32", "QUInt4x2", "QUInt2x4"]).Select(type => new PickledName($"torch.{type}Storage")),
    ];

    private static IEnumerable<PickledName> Dtypes() => ElementType.All.Select(type => type.Name).Concat(OtherDtypes).Select(name => new PickledName($"torch.{name}"));

    private static IEnumerable<PickledName> Script() =>
        ((string[])["build_intlist", "build_doublelist", "build_boollist", "build_tensorlist", "restore_type_tag"])
            .Select(name => new PickledFunction($"torch.jit._pickle.{name}", First<object?>));

    private static IEnumerable<PickledName> Numpy() =>
    [
        new("numpy.ndarray"),
        new PickledFunction("numpy.dtype", NumpyValues.Type),
        new PickledFunction("numpy.core.multiarray._reconstruct", NumpyValues.Begin),
        new PickledFunction("numpy.core.multiarray.scalar", NumpyValues.Scalar),
        new PickledFunction("numpy.core.numeric._frombuffer", NumpyValues.FromBuffer),
    ];

    private static IEnumerable<PickledName> Containers() =>
    [
        new PickledFunction("collections.OrderedDict", Dictionary),
        new PickledFunction("collections.Counter", Dictionary),
        new PickledFunction("collections.defaultdict", static (machine, arguments) => Dictionary(machine, arguments.Length > 1 ? [arguments[1]] : [])),
        new PickledFunction("builtins.dict", Dictionary),
        new PickledFunction("builtins.set", static (machine, arguments) => machine.Set(Items(machine, arguments))),
        new PickledFunction("builtins.frozenset", static (machine, arguments) => machine.Set(Items(machine, arguments))),
        new PickledFunction("builtins.list", static (machine, arguments) => new List<object?>(Copied(machine, arguments))),
        new PickledFunction("builtins.tuple", static (machine, arguments) => Copied(machine, arguments).ToArray()),
        new PickledFunction("builtins.complex", static (machine, arguments) => arguments is [double real, double imaginary]
            ? new Complex(real, imaginary) : throw machine.Bad("makes a complex number of something else than two numbers")),
        new PickledFunction("builtins.bytearray", static (machine, arguments) => arguments is [] ? [] : Encoded(machine, arguments)),
        new PickledFunction("_codecs.encode", Encoded),
        new PickledFunction("builtins.slice", static (_, arguments) => new PickledObject("builtins.slice", arguments)),
        new PickledFunction("builtins.range", static (_, arguments) => new PickledObject("builtins.range", arguments)),
        new("builtins.int"), new("builtins.float"), new("builtins.str"), new("builtins.bool"),
    ];

    private static PickledFunction Refused(string name, string what) => new(name, (machine, _) => throw machine.Bad($"holds {what}"));

    /// <summary>A tensor of a class of its own, as the plain tensor that it is.</summary>
    private static object? Subclass(PickleMachine machine, object?[] arguments)
        => arguments is [PickledFunction function, PickledName, object?[] inner, ..] && function.Name.StartsWith("torch._utils.", StringComparison.Ordinal)
            ? function.Build(machine, inner) : throw machine.Bad("builds a tensor of a subclass by something else than a function, class and arguments");

    private static T First<T>(PickleMachine machine, object?[] arguments) => arguments is [T value, ..] ? value
        : throw machine.Bad($"calls a function with {(arguments.Length == 0 ? "nothing" : PickleMachine.Describe(arguments[0]))} as its first argument");

    private static OrderedDictionary<object, object?> Dictionary(PickleMachine machine, object?[] arguments)
    {
        var result = new OrderedDictionary<object, object?>(KeyComparer.Instance);
        if (arguments is [OrderedDictionary<object, object?> other])
        {
            machine.Spend(other.Count);
            foreach (var (key, value) in other)
            {
                result[key] = value;
            }
            return result;
        }
        foreach (var item in Copied(machine, arguments))
        {
            var (key, value) = item switch
            {
                object?[] and [var k, var v] => (k, v),
                List<object?> and [var k, var v] => (k, v),
                _ => throw machine.Bad("makes a dictionary of items that are no pairs"),
            };
            result[machine.Key(key)] = value;
        }
        return result;
    }

    private static IReadOnlyCollection<object?> Copied(PickleMachine machine, object?[] arguments)
    {
        var items = Items(machine, arguments);
        machine.Spend(items.Count);
        return items;
    }

    private static IReadOnlyCollection<object?> Items(PickleMachine machine, object?[] arguments) => arguments switch
    {
        [] => [],
        [object?[] items] => items,
        [List<object?> items] => items,
        [HashSet<object> items] => items,
        _ => throw machine.Bad("makes a container of something else than a list, tuple or set"),
    };

    /// <summary>Bytes that the pickle writes as text of one character a byte.</summary>
    private static byte[] Encoded(PickleMachine machine, object?[] arguments)
    {
        switch (arguments)
        {
            case [byte[] bytes]:
                machine.Spend(bytes.Length);
                return [.. bytes];
            case [string text, "latin1" or "latin-1"] when text.All(c => c < 256):
                machine.Spend(text.Length);
                return Encoding.Latin1.GetBytes(text);
            default:
                throw machine.Bad("makes bytes of something else than text in Latin-1");
        }
    }
}
