using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>A class or function found by name, ready to be given arguments under the reference's names.</summary>
public sealed class Component
{
    private readonly IReadOnlyList<MethodInfo> overloads;
    private readonly bool keyed;

    internal Component(Type type, string name, bool keyed) => (Type, Name, this.keyed, overloads) = (type, name, keyed, []);

    internal Component(IReadOnlyList<MethodInfo> overloads, string name) => (Type, Name, this.overloads) = (overloads[0].DeclaringType!, name, overloads);

    /// <summary>The name it was found by.</summary>
    public string Name { get; }

    /// <summary>Whether it is a function; a class otherwise.</summary>
    public bool IsFunction => overloads.Count > 0;

    /// <summary>The class; the one that declares it, of a function.</summary>
    public Type Type { get; }

    /// <summary>Constructs the class, or calls the function.</summary>
    /// <param name="named">Arguments by the reference's parameter names.</param>
    /// <param name="positional">Arguments by position, before the named ones.</param>
    /// <exception cref="ArgumentException">An argument is unknown, missing, or of a kind that its parameter does not take.</exception>
    public object? Create(IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?>? positional = null)
    {
        positional ??= [];
        if (IsFunction)
        {
            var result = Methods.Invoke(Name, overloads, null, named, positional);
            return positional.Concat(named.Values).OfType<MetaTensor>().FirstOrDefault() is { } image && TakesVoxels ? Placed(result, image) : result;
        }
        if (!keyed || typeof(SampleTransform).IsAssignableFrom(Type))
        {
            return Construct(Type, named, positional);
        }
        return Type.GetNestedType(nameof(Keyed)) is { } own ? Construct(own, named, positional) : OnKeys(named, positional);
    }

    /// <summary>What is wrong with the names of arguments, whatever their values are to be; null if nothing is.</summary>
    public ArgumentException? CheckNames(IReadOnlyCollection<string> names)
    {
        if (IsFunction)
        {
            var faults = overloads.Select(one => new Binding(Name, one.GetParameters(), []).UnknownOf(names)).ToList();
            return faults.Contains(null) ? null : faults[0];
        }
        var own = keyed && !typeof(SampleTransform).IsAssignableFrom(Type) ? Type.GetNestedType(nameof(Keyed)) : Type;
        var parameters = Binding.ConstructorOf(own ?? Type)?.GetParameters();
        return parameters is null || parameters.Any(p => p.IsDefined(typeof(TakesArgumentsAttribute))) ? null
            : new Binding(Name, parameters, Binding.SettableProperties(own ?? Type)).UnknownOf(own is null ? [.. names.Except(["keys", "allow_missing_keys"])] : names);
    }

    /// <summary>Calls a method of an object that was constructed; see <see cref="Methods.Call"/>.</summary>
    /// <inheritdoc cref="Methods.Call"/>
    public static object? Invoke(object instance, string method, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?>? positional = null)
        => Methods.Call(instance, method, named, positional);

    /// <summary>Whether it is a function of bare arrays, which cannot tell where images lie.</summary>
    private bool TakesVoxels => overloads.All(one => one.GetParameters().Select(p => p.ParameterType).ToHashSet() is var types
        && types.Contains(typeof(Tensor)) && !types.Contains(typeof(MetaTensor)));

    /// <summary>What a function of bare arrays made of an image lies where the image does, as the reference has it.</summary>
    internal static object? Placed(object? result, MetaTensor image) => result switch
    {
        Tensor { Dimensions: > 0 } tensor => image.WithData(tensor),
        ITuple tuple when Enumerable.Range(0, tuple.Length).All(i => tuple[i] is Tensor or IReadOnlyList<Tensor>)
            => Enumerable.Range(0, tuple.Length).Select(i => tuple[i] is IReadOnlyList<Tensor> list ? list.Select(one => Placed(one, image)).ToList() : Placed(tuple[i], image)).ToList(),
        _ => result,
    };

    private object Construct(Type type, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        var constructor = Binding.ConstructorOf(type)
            ?? throw new ArgumentException($"{Name} cannot be constructed: it has no public constructor.");
        (named, positional) = WithPart(constructor.GetParameters(), named, positional);
        var binding = new Binding(Name, constructor.GetParameters(), Binding.SettableProperties(type));
        var arguments = binding.Arguments(named, positional);
        var instance = Binding.Unwrap(() => constructor.Invoke(arguments))!;
        binding.SetProperties(instance, named);
        return instance;
    }

    /// <summary>The arguments; where a class is given for what takes arguments of its own, an instance stands for it and for all the others.</summary>
    private static (IReadOnlyDictionary<string, object?> Named, IReadOnlyList<object?> Positional) WithPart(
        ParameterInfo[] parameters, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        if (parameters.FirstOrDefault(p => p.IsDefined(typeof(TakesArgumentsAttribute))) is not { } part)
        {
            return (named, positional);
        }
        var byName = named.ToDictionary();
        var isNamed = byName.Remove(Names.Snake(part.Name!), out var given);
        given = isNamed || positional.Count == 0 ? given : positional[0];
        IReadOnlyList<object?> rest = isNamed ? positional : [.. positional.Skip(1)];
        return (given as Type ?? (given as Component)?.Type) is { } type
            ? (new Dictionary<string, object?> { [part.Name!] = new Component(type, type.Name, keyed: false).Create(byName, rest) }, [])
            : (named, positional);
    }

    /// <summary>One transform for each key; what is given as a list with one entry a key is spread over them.</summary>
    private Keyed OnKeys(IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        var rest = named.ToDictionary();
        var keyArgument = positional.Count > 0 ? positional[0] : rest.Remove("keys", out var found) ? found
            : throw new ArgumentException($"{Name} needs the argument 'keys'.");
        var keys = Conversion.To<Values<string>>(keyArgument, $"{Name}: keys");
        var allowMissing = rest.Remove("allow_missing_keys", out var allow) && Conversion.To<bool>(allow, $"{Name}: allow_missing_keys");
        var parameters = Binding.ConstructorOf(Type)!.GetParameters();
        return new(Values.From(keys.Select((key, i) => KeyValuePair.Create(key, (ITransform)Construct(
            Type,
            rest.ToDictionary(pair => pair.Key, pair => ForKey(pair.Value, ParameterOf(pair.Key), i, keys.Count)),
            [.. positional.Skip(1).Select((value, at) => ForKey(value, parameters.ElementAtOrDefault(at), i, keys.Count))])))), allowMissing);

        ParameterInfo? ParameterOf(string name) => parameters.FirstOrDefault(p => Binding.NamesOf(p, Type).Contains(Names.Plain(name)));
    }

    private object? ForKey(object? value, ParameterInfo? parameter, int index, int count)
        => value is IList list && list.Count == count && parameter is not null
            && (IsPerKey(parameter) || !Conversion.TakesList(parameter.ParameterType) || Conversion.IsListOfLists(list, parameter.ParameterType))
            ? list[index]
            : value;

    private bool IsPerKey(ParameterInfo parameter)
        => parameter.IsDefined(typeof(PerKeyAttribute)) || Type.GetProperty(parameter.Name!)?.IsDefined(typeof(PerKeyAttribute)) == true;
}
