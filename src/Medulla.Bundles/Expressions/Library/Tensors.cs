using System.Reflection;
using Medulla.Bundles.Components;
using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>Members of arrays and images, under the names that PyTorch and NumPy have for them.</summary>
internal static class Tensors
{
    /// <summary>Methods that are TorchSharp's own, with its arguments.</summary>
    private static readonly HashSet<string> Direct =
    [
        "abs", "add", "addmm", "bitwise_and", "bitwise_not", "bitwise_or", "bmm", "ceil", "clamp", "clone", "contiguous", "cos", "cosh", "cross", "cumprod", "cumsum", "detach", "diag",
        "diagonal", "diff", "div", "dot", "eq", "erf", "exp", "expm1", "fill_", "flip", "floor", "floor_divide", "fmod", "gather", "ge", "gt", "index_select", "isfinite", "isinf", "isnan",
        "kthvalue", "le", "log", "log10", "log1p", "log2", "log_softmax", "logical_and", "logical_not", "logical_or", "logical_xor", "lt", "masked_fill", "masked_select", "matmul", "mm",
        "moveaxis", "movedim", "mul", "nan_to_num", "ne", "neg", "nonzero", "norm", "outer", "pow", "quantile", "ravel", "reciprocal", "relu", "remainder", "repeat_interleave", "requires_grad_",
        "roll", "rot90", "round", "rsqrt", "scatter", "sigmoid", "sign", "sin", "sinh", "softmax", "sqrt", "square", "squeeze", "sub", "swapaxes", "t", "take", "tan", "tanh", "tile", "topk", "trace",
        "transpose", "tril", "triu", "trunc", "type_as", "unbind", "unfold", "unsqueeze", "where",
    ];

    private static readonly Dictionary<string, ScalarType> Casts = new()
    {
        ["float"] = ScalarType.Float32, ["double"] = ScalarType.Float64, ["half"] = ScalarType.Float16, ["bfloat16"] = ScalarType.BFloat16, ["int"] = ScalarType.Int32,
        ["long"] = ScalarType.Int64, ["short"] = ScalarType.Int16, ["byte"] = ScalarType.Byte, ["bool"] = ScalarType.Bool,
    };

    public static object? Member(object target, string name)
    {
        if (target is MetaTensor image && OfImage(image, name) is { } own)
        {
            return own;
        }
        var array = target is MetaTensor one ? one.Data : (Tensor)target;
        return name switch
        {
            "shape" => array.shape.Select(n => (object?)n).ToArray(),
            "ndim" => array.dim(),
            "dtype" => array.dtype,
            "device" => array.device,
            "requires_grad" => array.requires_grad,
            "grad" => array.grad,
            "is_cuda" => array.is_cuda,
            "T" => array.permute([.. Enumerable.Range(0, (int)array.dim()).Reverse().Select(i => (long)i)]),
            "size" => Function(name, "dim?", a => a[0].Or(null) is { } axis ? array.shape[(int)(Indexing.Whole(axis) is var at && at < 0 ? at + array.dim() : at)] : Member(array, "shape")),
            "dim" or "ndimension" => Function(name, "", _ => array.dim()),
            "numel" => Function(name, "", _ => array.numel()),
            "item" => Function(name, "", _ => Item(array)),
            "tolist" => Function(name, "", _ => ToList(array)),
            "numpy" or "cpu" => Function(name, "", _ => On(target, t => t.cpu())),
            "cuda" => Function(name, "device?", _ => On(target, t => t.cuda())),
            "as_tensor" or "copy" => Function(name, "", _ => On(target, t => t.clone())),
            "to" => new ToMethod(target),
            "astype" or "type" => Function(name, "dtype", a => On(target, t => t.to_type(Dtype(a[0])))),
            "view" or "reshape" => Function(name, "*shape", a => On(target, t => t.reshape(Sizes(a[0])))),
            "permute" => Function(name, "*dims", a => On(target, t => t.permute(Sizes(a[0])))),
            "repeat" => Function(name, "*sizes", a => On(target, t => t.repeat(Sizes(a[0])))),
            "expand" => Function(name, "*sizes", a => On(target, t => t.expand(Sizes(a[0])))),
            "flatten" => Function(name, "start_dim? end_dim?", a => On(target, t => t.flatten(Indexing.Whole(a[0].Or(0L)), Indexing.Whole(a[1].Or(-1L))))),
            "split" => Function(name, "split_size dim?", a => array.split(Indexing.Whole(a[0]), Indexing.Whole(a[1].Or(0L)))),
            "chunk" => Function(name, "chunks dim?", a => array.chunk(Indexing.Whole(a[0]), Indexing.Whole(a[1].Or(0L)))),
            "sum" or "mean" or "prod" or "amax" or "amin" or "std" or "var" or "max" or "min" or "argmax" or "argmin" or "any" or "all" or "median"
                => Function(name, "dim? keepdim? axis? keepdims?", a => On(target, t => Reduce(name, t, a[0].Or(a[2].Or(null)), Truth.Of(a[1].Or(a[3].Or(false)))))),
            "unique" => Function(name, "", _ => array.unique().output),
            "sort" => Function(name, "dim? descending?", a => Pair(array.sort(Indexing.Whole(a[0].Or(-1L)), Truth.Of(a[1].Or(false))))),
            "argsort" => Function(name, "dim? descending?", a => array.argsort(Indexing.Whole(a[0].Or(-1L)), Truth.Of(a[1].Or(false)))),
            "clip" => Member(target, "clamp"),
            _ when Casts.TryGetValue(name, out var type) => Function(name, "", _ => On(target, t => t.to_type(type))),
            _ when Direct.Contains(name) => new DirectMethod(target, name),
            _ => null,
        };
    }

    /// <summary>The one value of an array.</summary>
    public static object Item(object? value)
    {
        var array = value is MetaTensor image ? image.Data : (Tensor)value!;
        return array.numel() != 1 ? throw new ArgumentException($"an array of {array.numel()} values is no single number.")
            : array.dtype == ScalarType.Bool ? (object)array.item<bool>()
            : array.is_floating_point() ? (object)array.to_type(ScalarType.Float64).item<double>() : array.to_type(ScalarType.Int64).item<long>();
    }

    /// <summary>An element type, given as such or by name.</summary>
    public static ScalarType Dtype(object? value) => value is TypeValue type
        ? type.Name switch { "float" => ScalarType.Float32, "int" => ScalarType.Int64, "bool" => ScalarType.Bool, _ => throw new ArgumentException($"{type.Name} is no element type.") }
        : Conversion.To<ScalarType>(value, "dtype");

    /// <summary>Sizes given one by one or as a list.</summary>
    public static long[] Sizes(object? given)
    {
        var values = (object?[])given!;
        return [.. (values is [string or Tensor or System.Collections.IEnumerable] ? Iteration.Of(values[0]) : values).Select(Indexing.Whole)];
    }

    /// <summary>Reduces along an axis, several, or all; as PyTorch, max, min and median along one give values and indices.</summary>
    public static object Reduce(string name, Tensor array, object? axes, bool keep)
    {
        if (axes is null)
        {
            return name switch
            {
                "sum" => array.sum(), "mean" => array.mean(), "prod" => array.prod(), "amax" or "max" => array.max(), "amin" or "min" => array.min(), "std" => array.std(), "var" => array.var(),
                "argmax" => array.argmax(), "argmin" => array.argmin(), "any" => array.any(), "all" => array.all(), _ => array.median(),
            };
        }
        if (axes is Tensor or MetaTensor && name is "max" or "min")
        {
            var other = axes is MetaTensor image ? image.Data : (Tensor)axes;
            return name == "max" ? array.maximum(other) : array.minimum(other);
        }
        long[] along = [.. (axes is System.Collections.IEnumerable ? Iteration.Of(axes) : [axes]).Select(Indexing.Whole)];
        long Only() => along.Length == 1 ? along[0] : throw new ArgumentException($"'{name}' reduces along one axis.");
        return name switch
        {
            "sum" => array.sum(along, keep),
            "mean" => array.mean(along, keep),
            "amax" => array.amax(along, keep),
            "amin" => array.amin(along, keep),
            "std" => array.std(along, true, keep),
            "var" => array.var(along, true, keep),
            "prod" => array.prod(Only(), keep),
            "max" => Pair(array.max(Only(), keep)),
            "min" => Pair(array.min(Only(), keep)),
            "argmax" => array.argmax(Only(), keep),
            "argmin" => array.argmin(Only(), keep),
            "any" => array.any(Only(), keep),
            "all" => array.all(Only(), keep),
            _ => throw new ArgumentException("the median along an axis is not available; that of all values is."),
        };
    }

    /// <summary>What is done to an image's voxels leaves it an image, unless only a number is left.</summary>
    public static object On(object target, Func<Tensor, object> function)
    {
        if (target is not MetaTensor image)
        {
            return function((Tensor)target);
        }
        var result = function(image.Data);
        return result is Tensor { Dimensions: > 0 } voxels ? image.WithData(voxels) : result;
    }

    private static object?[] Pair((Tensor Values, Tensor Indices) pair) => [pair.Values, pair.Indices];

    private static object? OfImage(MetaTensor image, string name) => name switch
    {
        "affine" => tensor(image.Affine.RowMajor.ToArray(), [image.Affine.Rank + 1, image.Affine.Rank + 1]),
        "pixdim" => image.Affine.Spacing().Select(size => (object?)size).ToList(),
        "meta" => Metadata(image),
        "array" or "as_tensor" => name == "array" ? image.Data : Function(name, "", _ => image.Data),
        "applied_operations" => image.Applied.Cast<object?>().ToList(),
        _ => null,
    };

    private static Dictionary<string, object?> Metadata(MetaTensor image)
    {
        Dictionary<string, object?> map = image.Metadata.Fields.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        map["affine"] = OfImage(image, "affine");
        map["filename_or_obj"] = image.Metadata.FileName;
        map["space"] = image.Metadata.Space;
        map["spatial_shape"] = image.SpatialShape.Select(n => (object?)n).ToList();
        if (image.Metadata.OriginalAffine is { } original)
        {
            map["original_affine"] = tensor(original.RowMajor.ToArray(), [original.Rank + 1, original.Rank + 1]);
        }
        return map;
    }

    private static object ToList(Tensor array)
        => array.Dimensions == 0 ? Item(array) : array.unbind(0).Select(part => (object?)ToList(part)).ToList();

    /// <summary>A method of TorchSharp's tensors.</summary>
    private sealed class DirectMethod(object target, string name) : Callable
    {
        private static readonly ILookup<string, MethodInfo> Known = typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => !m.IsGenericMethod && !m.GetParameters().Any(p => p.ParameterType.IsByRefLike)).ToLookup(m => m.Name);

        public override string Name => name;

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
            => On(target, array => Unpacked(Methods.Invoke(name, [.. Known[name]], array, named, positional))!);
    }

    /// <summary>Results in .NET's tuples as Python's.</summary>
    public static object? Unpacked(object? result)
        => result is System.Runtime.CompilerServices.ITuple tuple ? Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray() : result;

    /// <summary>"to": an element type, a device, or both.</summary>
    private sealed class ToMethod(object target) : Callable
    {
        public override string Name => "to";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
            => On(target, array => positional.Concat(named.Where(pair => pair.Key is "dtype" or "device").Select(pair => pair.Value)).Aggregate(array, (current, wanted) => wanted switch
            {
                null or bool => current,
                Device device => current.to(device),
                string word when word is "cpu" or "cuda" || word.StartsWith("cuda:", StringComparison.Ordinal) => current.to(torch.device(word)),
                Tensor other => current.to_type(other.dtype).to(other.device),
                _ => current.to_type(Dtype(wanted)),
            }));
    }
}
