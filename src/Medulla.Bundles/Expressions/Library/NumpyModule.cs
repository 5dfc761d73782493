using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>The part of NumPy that expressions have; arrays are tensors.</summary>
internal static class NumpyModule
{
    /// <summary>NumPy's names for functions that PyTorch has under another name or the same.</summary>
    private static readonly Dictionary<string, string> Same = new()
    {
        ["abs"] = "abs", ["absolute"] = "abs", ["ceil"] = "ceil", ["cos"] = "cos", ["exp"] = "exp", ["floor"] = "floor", ["isfinite"] = "isfinite", ["isnan"] = "isnan", ["log"] = "log", ["log10"] = "log10",
        ["log2"] = "log2", ["logical_and"] = "logical_and", ["logical_not"] = "logical_not", ["logical_or"] = "logical_or", ["matmul"] = "matmul", ["maximum"] = "maximum", ["minimum"] = "minimum",
        ["power"] = "pow", ["round"] = "round", ["sign"] = "sign", ["sin"] = "sin", ["sqrt"] = "sqrt", ["square"] = "square", ["tan"] = "tan", ["tanh"] = "tanh", ["where"] = "where",
        ["zeros_like"] = "zeros_like", ["ones_like"] = "ones_like", ["nan_to_num"] = "nan_to_num", ["diff"] = "diff", ["cumsum"] = "cumsum",
    };

    private static readonly string[] Reductions = ["sum", "mean", "prod", "std", "var", "max", "min", "amax", "amin", "argmax", "argmin", "any", "all", "median"];

    public static PythonModule Create(ModuleTable table)
    {
        var torchFunctions = (PythonModule)table.Import("torch");
        Dictionary<string, object?> names = new()
        {
            ["float16"] = ScalarType.Float16, ["float32"] = ScalarType.Float32, ["float64"] = ScalarType.Float64, ["single"] = ScalarType.Float32, ["double"] = ScalarType.Float64, ["uint8"] = ScalarType.Byte,
            ["int8"] = ScalarType.Int8, ["int16"] = ScalarType.Int16, ["int32"] = ScalarType.Int32, ["int64"] = ScalarType.Int64, ["bool_"] = ScalarType.Bool, ["bool8"] = ScalarType.Bool,
            ["uint16"] = ScalarType.Int32, ["uint32"] = ScalarType.Int64,
            ["pi"] = Math.PI, ["e"] = Math.E, ["inf"] = double.PositiveInfinity, ["nan"] = double.NaN, ["newaxis"] = null,
            ["ndarray"] = new TypeValue("ndarray", value => value is Tensor, Function("ndarray", "shape", a => zeros(Tensors.Sizes(a), ScalarType.Float64))),
            ["array"] = Function("np.array", "object dtype?", a => FromNumbers(a[0], a[1].Or(null)).clone()),
            ["asarray"] = Function("np.asarray", "a dtype?", a => FromNumbers(a[0], a[1].Or(null))),
            ["concatenate"] = Function("np.concatenate", "arrays axis?", a => cat(TorchModule.Parts(a[0]), Indexing.Whole(a[1].Or(0L)))),
            ["stack"] = Function("np.stack", "arrays axis?", a => stack(TorchModule.Parts(a[0]), Indexing.Whole(a[1].Or(0L)))),
            ["arange"] = Function("np.arange", "start stop? step? dtype?", a => Range(a)),
            ["linspace"] = Function("np.linspace", "start stop num?", a => linspace(a[0].Number(), a[1].Number(), Indexing.Whole(a[2].Or(50L)), ScalarType.Float64)),
            ["zeros"] = Function("np.zeros", "shape dtype?", a => zeros(Tensors.Sizes(new[] { a[0] }), Tensors.Dtype(a[1].Or(ScalarType.Float64)))),
            ["ones"] = Function("np.ones", "shape dtype?", a => ones(Tensors.Sizes(new[] { a[0] }), Tensors.Dtype(a[1].Or(ScalarType.Float64)))),
            ["full"] = Function("np.full", "shape fill_value dtype?", a => full(Tensors.Sizes(new[] { a[0] }), a[1].Number(), Tensors.Dtype(a[2].Or(ScalarType.Float64)))),
            ["eye"] = Function("np.eye", "N", a => eye(Indexing.Whole(a[0]), dtype: ScalarType.Float64)),
            ["expand_dims"] = Function("np.expand_dims", "a axis", a => Tensors.On(TorchModule.Image(a[0]), t => t.unsqueeze(Indexing.Whole(a[1])))),
            ["squeeze"] = Function("np.squeeze", "a axis?", a => Tensors.On(TorchModule.Image(a[0]), t => a[1].Or(null) is { } axis ? t.squeeze(Indexing.Whole(axis)) : t.squeeze())),
            ["transpose"] = Function("np.transpose", "a axes?", a => Tensors.On(
                TorchModule.Image(a[0]), t => t.permute(a[1].IsGiven() ? Tensors.Sizes(new[] { a[1] }) : [.. Enumerable.Range(0, (int)t.dim()).Reverse().Select(i => (long)i)]))),
            ["moveaxis"] = Function("np.moveaxis", "a source destination", a => Tensors.On(TorchModule.Image(a[0]), t => t.movedim([Indexing.Whole(a[1])], [Indexing.Whole(a[2])]))),
            ["flip"] = Function("np.flip", "m axis", a => Tensors.On(TorchModule.Image(a[0]), t => t.flip(Tensors.Sizes(new[] { a[1] })))),
            ["unique"] = Function("np.unique", "ar", a => TorchModule.ArrayOf(a[0], null).unique().output),
            ["clip"] = Function("np.clip", "a a_min a_max", a => Tensors.On(TorchModule.Image(a[0]), t => t.clamp(a[1].Number(), a[2].Number()))),
            ["deg2rad"] = Function("np.deg2rad", "x", a => a[0] is Tensor or MetaTensor ? Operators.Binary("*", a[0], Math.PI / 180) : double.DegreesToRadians(a[0].Number())),
            ["load"] = Function("np.load", "file", a => throw new ArgumentException("np.load: arrays are read by LoadImage (.npy, .npz).")),
        };
        foreach (var (name, other) in Same)
        {
            names[name] = torchFunctions.TryGet(other, out var function) ? new OfNumbers(name, (Callable)function!) : throw new InvalidOperationException(other);
        }
        foreach (var name in Reductions)
        {
            names[name] = Function($"np.{name}", "a axis? keepdims?", a => Tensors.Reduce(name, FromNumbers(a[0], null), a[1].Or(null), Truth.Of(a[2].Or(false))) is var result && result is object?[] pair ? pair[0] : result);
        }
        return new("numpy", names);
    }

    /// <summary>An array of numbers; broken ones are float64, as NumPy has them.</summary>
    private static Tensor FromNumbers(object? value, object? dtype)
        => value is Tensor or MetaTensor || dtype is not null ? TorchModule.ArrayOf(value, dtype)
            : TorchModule.ArrayOf(value, null) is var array && array.dtype == ScalarType.Float32 ? array.to_type(ScalarType.Float64) : array;

    private static Tensor Range(object?[] a)
    {
        var (start, stop, step) = a[1].IsGiven() ? (a[0], a[1], a[2].Or(1L)) : (0L, a[0], a[2].Or(1L));
        var isWhole = start is long && stop is long && step is long;
        var count = Math.Ceiling((stop.Number() - start.Number()) / step.Number());
        Limits.Check((long)Math.Min(Math.Max(0, count), long.MaxValue / 2));
        return arange(start.Number(), stop.Number(), step.Number(), a[3].Or(null) is { } type ? Tensors.Dtype(type) : isWhole ? ScalarType.Int64 : ScalarType.Float64);
    }

    /// <summary>A function of arrays that also takes plain numbers and gives a plain number then.</summary>
    private sealed class OfNumbers(string name, Callable function) : Callable
    {
        public override string Name => $"np.{name}";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
        {
            if (positional.Any(value => value is Tensor or MetaTensor))
            {
                return function.Invoke(positional, named);
            }
            var result = function.Invoke([.. positional.Select(value => value is null ? null : (object)FromNumbers(value, null))], named);
            return result is Tensor { Dimensions: 0 } && positional.All(value => value is long or int or double or float) ? Tensors.Item(result) : result;
        }
    }
}
