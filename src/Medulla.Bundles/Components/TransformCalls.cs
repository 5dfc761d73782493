using System.Collections;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>
/// A transform with its generators, called the way the reference's objects are: parameters may differ for one call, generators go
/// on from one call to the next, and a call may repeat what was drawn last.
/// </summary>
public sealed class TransformCalls
{
    /// <summary>Names that the reference has for the first argument of a transform's call.</summary>
    private static readonly string[] ItemNames = ["img", "data", "data_array", "image", "d", "x"];
    private readonly ITransform transform;
    private readonly Generators? generators;
    private object? drawn;

    /// <summary>Calls of a transform.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="source">Gives its generators; nobody can foretell them if null.</param>
    public TransformCalls(ITransform transform, Func<RandomState>? source = null)
    {
        ArgumentNullException.ThrowIfNull(transform);
        (this.transform, generators) = (transform, source is null ? Generators.Unseeded(transform) : transform.CreateGenerators(source));
    }

    /// <summary>Calls a method.</summary>
    /// <param name="method"><c>__call__</c>, <c>inverse</c>, <c>randomize</c>, or another one of the transform.</param>
    /// <param name="named">Arguments by name; those that are parameters of the transform hold for this call.</param>
    /// <param name="positional">Arguments by position, before the named ones; the first is the item.</param>
    /// <exception cref="ArgumentException">The transform cannot be called with these arguments.</exception>
    public object? Call(string method, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        var kwargs = named.ToDictionary();
        switch (method)
        {
            case "__call__":
                return Run(positional, kwargs);
            case "inverse":
                return transform.Invert(TakeItem(positional, kwargs, out _));
            case "randomize" when transform is RandomTransform random:
                var basis = positional.Concat(kwargs.Values).FirstOrDefault();
                drawn = random.Decide(generators!, basis is Tensor or MetaTensor ? Image(basis)! : Blank(basis), keyed: false);
                return null;
            default:
                return Methods.Call(transform, method, kwargs, positional);
        }
    }

    private object? Run(IReadOnlyList<object?> positional, Dictionary<string, object?> kwargs)
    {
        var item = TakeItem(positional, kwargs, out var rest);
        bool? lazy = kwargs.Remove("lazy", out var asked) ? (bool?)asked : null;
        var draw = !kwargs.Remove("randomize", out var randomize) || randomize is not false;
        if (transform is RandomTransform && rest is [bool isDrawn, ..])
        {
            // By position, whether to draw comes first, and then perhaps a device, which the image says itself.
            (draw, rest) = (isDrawn, [.. rest.Skip(1).Where(value => value is not (null or "cpu"))]);
        }
        object current = transform;
        Dictionary<string, object?> extra = [];
        foreach (var (name, value) in kwargs.Where(pair => pair.Value is not null))
        {
            if (Overrides.With(current, name, value) is { } changed)
            {
                current = changed;
            }
            else if (!Binding.Grants(transform.GetType(), name, value))
            {
                extra[name] = value;
            }
        }
        Call call = new(generators, lazy);
        if (extra.Remove("start", out var start) | extra.Remove("end", out var end) | kwargs.Remove("threading"))
        {
            return Part((ITransform)current, item, start, end, call);
        }
        if (!draw && current is RandomTransform random)
        {
            return random.Finish(Image(item) ?? throw new ArgumentException($"{transform.GetType().Name} takes an image; it was given {item ?? "null"}."), drawn, call, keyed: false);
        }
        return extra.Count > 0 || rest.Count > 0
            ? Overload((lazy is null ? null : Overrides.With(current, "lazy", lazy)) ?? current, item, rest, extra)
            : ((ITransform)current).Run(item, call);
    }

    /// <summary>Runs some steps of a list.</summary>
    private static object? Part(ITransform steps, object? item, object? start, object? end, Call call)
    {
        var (first, stop) = (start is null ? 0 : Conversion.To<int>(start, "start"), Conversion.To<int?>(end, "end"));
        return steps is Compose compose ? compose.Execute(item, first, stop, call)
            : first == 0 && stop is null ? steps.Run(item, call)
            : throw new ArgumentException($"{steps.GetType().Name} runs as a whole; 'start' and 'end' are for Compose.");
    }

    /// <summary>Calls a public Apply that takes more than the item.</summary>
    private object? Overload(object current, object? item, IReadOnlyList<object?> rest, Dictionary<string, object?> extra)
    {
        foreach (var method in current.GetType().GetMethods().Where(m => m.Name == "Apply" && !m.IsStatic).OrderByDescending(m => m.GetParameters().Length))
        {
            var parameters = method.GetParameters();
            var free = parameters.Skip(1).Count(p => p.ParameterType != typeof(RandomState) && !extra.Keys.Any(name => Same(p.Name!, name)));
            if (rest.Count > free || !extra.Keys.All(name => parameters.Any(p => Same(p.Name!, name))))
            {
                continue;
            }
            var waiting = new Queue<object?>(rest);
            var arguments = parameters.Select((p, i) =>
                i == 0 ? Conversion.To(item, p.ParameterType, p.Name!)
                : p.ParameterType == typeof(RandomState) ? (generators ?? Generators.Unseeded(transform))!.Own
                : extra.Keys.FirstOrDefault(name => Same(p.Name!, name)) is { } given ? Conversion.To(extra[given], p.ParameterType, given)
                : waiting.TryDequeue(out var next) ? Conversion.To(next, p.ParameterType, p.Name!)
                : p.HasDefaultValue ? p.DefaultValue
                : throw new ArgumentException($"{transform.GetType().Name} needs the argument '{Names.Snake(p.Name!)}' with this call.")).ToArray();
            var result = Binding.Unwrap(() => method.Invoke(current, arguments));
            return item is MetaTensor image && parameters[0].ParameterType == typeof(Tensor) ? Component.Placed(result, image) : result;
        }
        throw new UnknownArgumentException(extra.Count > 0
            ? $"{transform.GetType().Name} cannot be called with {string.Join(", ", extra.Keys)}."
            : $"{transform.GetType().Name} takes one item a call; {rest.Count} more were given.");
    }

    private object? TakeItem(IReadOnlyList<object?> positional, Dictionary<string, object?> kwargs, out IReadOnlyList<object?> rest)
    {
        rest = [.. positional.Skip(1)];
        if (positional.Count > 0)
        {
            return Sampled(positional[0]);
        }
        var name = ItemNames.FirstOrDefault(kwargs.ContainsKey) ?? kwargs.Keys.FirstOrDefault()
            ?? throw new ArgumentException($"{transform.GetType().Name} is called without anything to transform.");
        kwargs.Remove(name, out var item);
        return Sampled(item);
    }

    /// <summary>Dictionaries are samples to keyed steps and to pipelines.</summary>
    private object? Sampled(object? item) => item switch
    {
        Dictionary<string, object?> map when transform is not Transforms.Utility.EnsureType => new Sample(map.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))),
        List<object?> list => list.Select(Sampled).ToList(),
        _ => item,
    };

    private static bool Same(string parameter, string name) => Names.Plain(parameter) == Names.Plain(name);

    private static MetaTensor? Image(object? item) => item as MetaTensor ?? (item is Tensor tensor ? new MetaTensor(tensor) : null);

    /// <summary>An image of a given spatial shape, for draws that depend on nothing else.</summary>
    private static MetaTensor Blank(object? shape)
        => new(zeros([1, .. shape is IEnumerable list and not string ? list.Cast<object>().Select(Convert.ToInt64) : [1L, 1, 1]]));
}
