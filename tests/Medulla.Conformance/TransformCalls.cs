using System.Collections;
using System.Reflection;
using Medulla.Bundles.Components;
using Medulla.Randomness;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>The calls of one case on a transform: its generators go on from one to the next.</summary>
internal sealed class TransformCalls
{
    private static readonly string[] ItemNames = ["img", "data", "data_array", "image", "d", "x"];
    private readonly ITransform transform;
    private readonly Generators? generators;
    private object? drawn;

    public TransformCalls(ITransform transform, Func<RandomState>? source)
        => (this.transform, generators) = (transform, source is null ? Generators.Unseeded(transform) : transform.CreateGenerators(source));

    public object? Call(string method, IReadOnlyList<object?> args, Dictionary<string, object?> kwargs)
    {
        kwargs = kwargs.ToDictionary();
        switch (method)
        {
            case "__call__":
                return Run(args, kwargs);
            case "inverse":
                return transform.Invert(Item(args, kwargs, out _));
            case "randomize" when transform is RandomTransform random:
                var shape = args.Concat(kwargs.Values).FirstOrDefault();
                drawn = random.Decide(generators!, shape is Tensor or MetaTensor ? Image(shape)! : Blank(shape), keyed: false);
                return null;
            default:
                return Methods.Call(transform, method, args, kwargs);
        }
    }

    private object? Run(IReadOnlyList<object?> args, Dictionary<string, object?> kwargs)
    {
        var item = Item(args, kwargs, out var rest);
        bool? lazy = kwargs.Remove("lazy", out var asked) ? (bool?)asked : null;
        var draw = !kwargs.Remove("randomize", out var randomize) || randomize is not false;
        object current = transform;
        Dictionary<string, object?> extra = [];
        foreach (var (name, value) in kwargs)
        {
            if (value is not null && Overrides.With(current, name, value) is { } changed)
            {
                current = changed;
            }
            else if (value is not null)
            {
                extra[name] = value;
            }
        }
        Call call = new(generators, lazy);
        if (!draw && current is RandomTransform random)
        {
            return random.Finish(Image(item)!, drawn, call, keyed: false);
        }
        if (extra.Count > 0 || rest.Count > 0)
        {
            return Overload(current, item, rest, extra);
        }
        return ((ITransform)current).Run(item, call);
    }

    /// <summary>Calls a public Apply that takes more than the item.</summary>
    private object? Overload(object current, object? item, IReadOnlyList<object?> rest, Dictionary<string, object?> extra)
    {
        foreach (var method in current.GetType().GetMethods().Where(m => m.Name == "Apply" && !m.IsStatic).OrderByDescending(m => m.GetParameters().Length))
        {
            var parameters = method.GetParameters();
            if (!extra.Keys.All(name => parameters.Any(p => Methods.Same(p.Name!, name))))
            {
                continue;
            }
            var waiting = new Queue<object?>(rest);
            var arguments = parameters.Select((p, i) =>
                i == 0 ? Conversion.To(item, p.ParameterType, p.Name!)
                : p.ParameterType == typeof(RandomState) ? (generators ?? Generators.Unseeded(transform))!.Own
                : extra.Keys.FirstOrDefault(name => Methods.Same(p.Name!, name)) is { } given ? Conversion.To(extra[given], p.ParameterType, given)
                : waiting.TryDequeue(out var next) ? Conversion.To(next, p.ParameterType, p.Name!)
                : p.DefaultValue).ToArray();
            return Methods.Invoke(method, current, arguments);
        }
        throw new ArgumentException($"{transform.GetType().Name} cannot be called with {string.Join(", ", extra.Keys)}");
    }

    private object? Item(IReadOnlyList<object?> args, Dictionary<string, object?> kwargs, out IReadOnlyList<object?> rest)
    {
        rest = [.. args.Skip(1)];
        if (args.Count > 0)
        {
            return Sampled(args[0]);
        }
        var name = ItemNames.FirstOrDefault(kwargs.ContainsKey) ?? kwargs.Keys.FirstOrDefault() ?? throw new ArgumentException("the call has no argument");
        kwargs.Remove(name, out var item);
        return Sampled(item);
    }

    /// <summary>Dictionaries are samples to keyed steps and to pipelines.</summary>
    private object? Sampled(object? item) => item switch
    {
        Dictionary<string, object?> map when transform is not Transforms.Utility.EnsureType => Of(map),
        List<object?> list => list.Select(Sampled).ToList(),
        _ => item,
    };

    private static Sample Of(Dictionary<string, object?> map) => new(map.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    private static MetaTensor? Image(object? item) => item as MetaTensor ?? (item is Tensor tensor ? new MetaTensor(tensor) : null);

    /// <summary>An image of a given spatial shape, for draws that depend on nothing else.</summary>
    private static MetaTensor Blank(object? shape)
        => new(zeros([1, .. shape is IEnumerable list and not string ? list.Cast<object>().Select(Convert.ToInt64) : [1L, 1, 1]]));
}
