using System.Reflection;
using Medulla.Bundles.Components;
using Medulla.Imaging;
using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>The part of PyTorch that expressions have: element types, devices, functions of arrays, loading of weights, and components by name.</summary>
internal static class TorchModule
{
    /// <summary>Functions that are TorchSharp's own, with its arguments.</summary>
    private static readonly HashSet<string> Direct =
    [
        "abs", "acos", "add", "arange", "asin", "atan", "atan2", "bmm", "broadcast_to", "cdist", "ceil", "clamp", "clip", "conj", "cos", "cosh", "cross", "cumprod", "cumsum", "diag", "diff",
        "div", "dot", "einsum", "empty", "empty_like", "eq", "erf", "exp", "exp2", "expm1", "eye", "fliplr", "flipud", "floor", "floor_divide", "fmod", "full", "full_like",
        "gather", "ge", "gt", "histc", "index_select", "isclose", "isfinite", "isinf", "isnan", "le", "linspace", "log", "log10", "log1p", "log2", "logical_and", "logical_not", "logical_or",
        "logical_xor", "logspace", "lt", "masked_select", "matmul", "maximum", "minimum", "mm", "movedim", "mul", "nan_to_num", "ne", "neg", "nonzero", "norm", "ones", "ones_like", "outer", "pow",
        "quantile", "rand", "rand_like", "randint", "randn", "randn_like", "randperm", "ravel", "real", "reciprocal", "relu", "remainder", "repeat_interleave", "rot90", "round", "rsqrt",
        "sigmoid", "sign", "sin", "sinh", "softmax", "sqrt", "square", "squeeze", "sub", "t", "take", "tan", "tanh", "tensordot", "tile", "topk", "trace", "transpose", "tril", "triu", "trunc",
        "unbind", "unsqueeze", "vander", "where", "zeros", "zeros_like",
    ];

    private static readonly string[] Reductions = ["sum", "mean", "prod", "amax", "amin", "std", "var", "max", "min", "argmax", "argmin", "any", "all", "median"];

    public static PythonModule Create(ModuleTable table)
    {
        Dictionary<string, object?> names = new()
        {
            ["float"] = ScalarType.Float32, ["float32"] = ScalarType.Float32, ["float64"] = ScalarType.Float64, ["double"] = ScalarType.Float64, ["float16"] = ScalarType.Float16, ["half"] = ScalarType.Float16,
            ["bfloat16"] = ScalarType.BFloat16, ["uint8"] = ScalarType.Byte, ["int8"] = ScalarType.Int8, ["int16"] = ScalarType.Int16, ["short"] = ScalarType.Int16, ["int32"] = ScalarType.Int32,
            ["int"] = ScalarType.Int32, ["int64"] = ScalarType.Int64, ["long"] = ScalarType.Int64, ["bool"] = ScalarType.Bool, ["complex64"] = ScalarType.ComplexFloat32, ["complex128"] = ScalarType.ComplexFloat64,
            ["pi"] = Math.PI, ["inf"] = double.PositiveInfinity, ["nan"] = double.NaN,
            ["Tensor"] = new TypeValue("Tensor", value => value is Tensor or MetaTensor, Function("Tensor", "data", a => Floats(a[0]))),
            ["FloatTensor"] = Function("torch.FloatTensor", "data", a => Floats(a[0])),
            ["LongTensor"] = Function("torch.LongTensor", "data", a => Conversion.To<Tensor>(a[0], "data").to_type(ScalarType.Int64)),
            ["device"] = new TypeValue("device", value => value is Device, Function("torch.device", "device? index? type?", a => DeviceOf(a[0].IsGiven() ? a[0] : a[2].IsGiven() ? a[2] : throw new ArgumentException("torch.device needs the argument 'device'."), a[1].Or(null)))),
            ["tensor"] = Function("torch.tensor", "data dtype? device?", a => ArrayOf(a[0], a[1].Or(null)).clone()),
            ["as_tensor"] = Function("torch.as_tensor", "data dtype? device?", a => ArrayOf(a[0], a[1].Or(null))),
            ["from_numpy"] = Function("torch.from_numpy", "array", a => ArrayOf(a[0], null)),
            ["is_tensor"] = Function("torch.is_tensor", "obj", a => a[0] is Tensor or MetaTensor),
            ["cat"] = Function("torch.cat", "tensors dim? axis?", a => cat(Parts(a[0]), Indexing.Whole(a[1].Or(a[2].Or(0L))))),
            ["stack"] = Function("torch.stack", "tensors dim?", a => stack(Parts(a[0]), Indexing.Whole(a[1].Or(0L)))),
            ["flatten"] = Function("torch.flatten", "input start_dim? end_dim?", a => Tensors.On(a[0]!, t => t.flatten(Indexing.Whole(a[1].Or(0L)), Indexing.Whole(a[2].Or(-1L))))),
            ["reshape"] = Function("torch.reshape", "input shape", a => Tensors.On(a[0]!, t => t.reshape(Tensors.Sizes(new[] { a[1] })))),
            ["permute"] = Function("torch.permute", "input dims", a => Tensors.On(a[0]!, t => t.permute(Tensors.Sizes(new[] { a[1] })))),
            ["flip"] = Function("torch.flip", "input dims", a => Tensors.On(a[0]!, t => t.flip(Tensors.Sizes(new[] { a[1] })))),
            ["unique"] = Function("torch.unique", "input", a => Conversion.To<Tensor>(a[0], "input").unique().output),
            ["load"] = Function("torch.load", "f map_location? weights_only?", a => TorchFiles.Load(a[0].Text())),
            ["jit"] = new PythonModule("torch.jit", new Dictionary<string, object?> { ["load"] = Function("torch.jit.load", "f map_location?", a => TorchFiles.LoadScript(table, a[0].Text())) }),
            ["no_grad"] = Function("torch.no_grad", "", _ => no_grad()),
            ["set_grad_enabled"] = Function("torch.set_grad_enabled", "mode", a => set_grad_enabled(Truth.Of(a[0]))),
            ["manual_seed"] = Function("torch.manual_seed", "seed", a => manual_seed(Indexing.Whole(a[0]))),
            ["set_float32_matmul_precision"] = Function("torch.set_float32_matmul_precision", "precision", _ => null),
            ["set_num_threads"] = Function("torch.set_num_threads", "n", a => Then(() => set_num_threads((int)Indexing.Whole(a[0])))),
            ["cuda"] = Cuda(),
            ["distributed"] = Distributed(),
            ["backends"] = new PythonModule("torch.backends", new Dictionary<string, object?>
            {
                ["cudnn"] = new PythonModule("torch.backends.cudnn", new Dictionary<string, object?> { ["benchmark"] = false, ["deterministic"] = false, ["enabled"] = true, ["allow_tf32"] = true }, isOpen: true),
                ["cuda"] = new PythonModule("torch.backends.cuda", new Dictionary<string, object?>
                {
                    ["matmul"] = new PythonModule("torch.backends.cuda.matmul", new Dictionary<string, object?> { ["allow_tf32"] = false }, isOpen: true),
                }),
            }),
            ["nn"] = new ModuleName(table.Registry, "torch.nn"),
            ["optim"] = new ModuleName(table.Registry, "torch.optim"),
            ["utils"] = new ModuleName(table.Registry, "torch.utils"),
        };
        var functions = typeof(torch).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => Direct.Contains(m.Name) && !m.IsGenericMethod && !m.GetParameters().Any(p => p.ParameterType.IsByRefLike)).ToLookup(m => m.Name);
        foreach (var function in functions)
        {
            names.TryAdd(function.Key, new TorchFunction(function.Key, [.. function]));
        }
        foreach (var name in Reductions)
        {
            names.TryAdd(name, Function($"torch.{name}", "input dim? keepdim? axis? keepdims?", a => Tensors.On(
                Image(a[0]), t => Tensors.Reduce(name, t, a[1].Or(a[3].Or(null)), Truth.Of(a[2].Or(a[4].Or(false)))))));
        }
        return new("torch", names);
    }

    public static PythonModule Cuda() => new("torch.cuda", new Dictionary<string, object?>
    {
        ["is_available"] = Function("torch.cuda.is_available", "", _ => cuda.is_available()),
        ["device_count"] = Function("torch.cuda.device_count", "", _ => (long)cuda.device_count()),
        ["set_device"] = Function("torch.cuda.set_device", "device", _ => throw new ArgumentException("torch.cuda.set_device: processes with a device each are not supported; give the device to the network and the engine.")),
        ["empty_cache"] = Function("torch.cuda.empty_cache", "", _ => null),
        ["synchronize"] = Function("torch.cuda.synchronize", "", _ => Then(() => cuda.synchronize())),
    });

    /// <summary>One process: rank 0 of 1.</summary>
    public static PythonModule Distributed() => new("torch.distributed", new Dictionary<string, object?>
    {
        ["is_available"] = Function("dist.is_available", "", _ => false),
        ["is_initialized"] = Function("dist.is_initialized", "", _ => false),
        ["get_rank"] = Function("dist.get_rank", "", _ => 0L),
        ["get_world_size"] = Function("dist.get_world_size", "", _ => 1L),
        ["init_process_group"] = Function("dist.init_process_group", "backend? init_method?", _ => throw new ArgumentException("training over several processes is not supported; use the bundle's config for one process.")),
        ["destroy_process_group"] = Function("dist.destroy_process_group", "", _ => null),
    });

    /// <summary>A value as an array of an element type; whole numbers, numbers and truth values keep theirs if none is given.</summary>
    public static Tensor ArrayOf(object? value, object? dtype)
    {
        var array = value switch
        {
            Tensor given => given,
            MetaTensor image => image.Data,
            _ => Conversion.To<Tensor>(value, "the array"),
        };
        return dtype is null ? array : array.to_type(Tensors.Dtype(dtype));
    }

    public static List<Tensor> Parts(object? value) => [.. Iteration.Of(value).Select(part => Conversion.To<Tensor>(part, "an array of several"))];

    /// <summary>A value as an array; an image stays one.</summary>
    public static object Image(object? value) => value is MetaTensor ? value : ArrayOf(value, null);

    private static Tensor Floats(object? value) => Conversion.To<Tensor>(value, "data").to_type(ScalarType.Float32);

    private static Device DeviceOf(object? type, object? index) => type switch
    {
        Device given => given,
        long number => torch.device($"cuda:{number}"),
        _ => torch.device(index is null ? type.Text() : $"{type.Text()}:{Indexing.Whole(index)}"),
    };

    private static object? Then(Action action)
    {
        action();
        return null;
    }

    /// <summary>A function of TorchSharp; what it makes of an image's voxels stays at the image's place.</summary>
    private sealed class TorchFunction(string name, IReadOnlyList<MethodInfo> overloads) : Callable
    {
        public override string Name => $"torch.{name}";

        public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
        {
            // "input" is the first argument's name in PyTorch.
            if (named.TryGetValue("input", out var input))
            {
                return Invoke([input, .. positional], named.Where(pair => pair.Key != "input").ToDictionary());
            }
            // Sizes may be given one by one.
            if (name is "rand" or "randn" or "zeros" or "ones" or "empty" && positional is [long or int, ..])
            {
                positional = [positional.Select(Indexing.Whole).ToArray()];
            }
            var image = positional.OfType<MetaTensor>().FirstOrDefault();
            var result = Tensors.Unpacked(Methods.Invoke(Name, overloads, null, named, [.. positional.Select(value => value is MetaTensor one ? one.Data : value)]));
            return image is not null && result is Tensor voxels && voxels.Dimensions == image.Data.Dimensions ? image.WithData(voxels) : result;
        }
    }
}
