using System.Reflection;
using System.Runtime.ExceptionServices;
using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>Gives parameters their arguments, by the reference's names or by position.</summary>
/// <param name="component">The component, for messages.</param>
/// <param name="parameters">The parameters of its constructor or method.</param>
/// <param name="properties">Properties that may be set beyond these.</param>
internal sealed class Binding(string component, ParameterInfo[] parameters, IReadOnlyList<PropertyInfo> properties)
{
    private readonly bool ignoresUnknown = parameters is [var any, ..] && any.Member.DeclaringType!.IsDefined(typeof(IgnoresUnknownArgumentsAttribute), false);

    /// <summary>
    /// Arguments that many classes of the reference have and that mean nothing here, with the values that can be granted all the same:
    /// where computation happens is said by the data, metadata is always kept, images are float32 (resampling may be asked to work
    /// in float64), and how a sliding window buffers does not change what it gives.
    /// </summary>
    private static readonly Dictionary<string, Func<object?, bool>> Granted = new()
    {
        ["device"] = value => value is null or "cpu" || value.ToString() == "cpu",
        ["track_meta"] = value => value is true or null,
        ["image_only"] = value => value is bool or null,
        ["overwriting"] = value => value is bool,
        ["writer"] = value => value is null or "ITKWriter" or "NibabelWriter" or "PILWriter",
        ["output_format"] = value => value is null or "",
        ["expanduser"] = value => value is bool,
        ["always_return_as_numpy"] = value => value is bool,
        ["simple_keys"] = value => value is bool,
        ["to_tensor"] = value => value is true,
        ["to_numpy"] = value => value is bool,
        ["dtype"] = value => value is null or ScalarType.Float32,
        ["grid_dtype"] = value => value is null or ScalarType.Float32 or ScalarType.Float64,
        ["meta_keys"] = value => value is null or string or System.Collections.IList,
        ["orig_meta_keys"] = value => value is null or string or System.Collections.IList,
        ["meta_key_postfix"] = value => value is null or string,
        ["map_items"] = value => value is true or 1L,
        ["unpack_items"] = value => value is false,
        ["log_stats"] = value => value is bool or string or null,
        ["overrides"] = value => value is null,
        ["print_log"] = value => value is bool,
        ["progress"] = value => value is bool,
        ["cache_roi_weight_map"] = value => value is bool,
        ["cpu_thresh"] = value => value is null or long,
        ["buffer_steps"] = value => value is null or long,
        ["buffer_dim"] = value => value is long,
        ["with_coord"] = value => value is false,
        ["prune_metadata"] = value => value is bool,
        ["series_meta"] = value => value is bool,
        ["to_gpu"] = value => value is false,
        ["pin_memory"] = value => value is bool,
        ["persistent_workers"] = value => value is bool,
        ["multiprocessing_context"] = _ => true,
        ["use_thread_workers"] = value => value is bool,
        ["non_blocking"] = value => value is bool,
        ["copy_cache"] = value => value is bool,
        ["as_contiguous"] = value => value is bool,
        ["hash_as_key"] = value => value is bool,
        ["hash_func"] = _ => true,
        ["hash_transform"] = _ => true,
        ["pickle_module"] = _ => true,
        ["pickle_protocol"] = _ => true,
        ["reset_ops_id"] = value => value is bool,
        ["runtime_cache"] = _ => true,
        ["timeout"] = _ => true,
        ["buffer_timeout"] = _ => true,
        ["worker_init_fn"] = _ => true,
        ["generator"] = value => value is null,
        ["optim_set_to_none"] = value => value is bool,
        ["to_kwargs"] = value => value is null or System.Collections.IDictionary { Count: 0 },
        ["amp_kwargs"] = _ => true,
        ["compile"] = value => value is false,
        ["compile_kwargs"] = _ => true,
    };

    /// <summary>The constructor that takes the component's parameters: the public one with the most, copies aside.</summary>
    public static ConstructorInfo? ConstructorOf(Type type)
        => type.GetConstructors().Where(c => !(c.GetParameters() is [var only] && only.ParameterType == type)).MaxBy(c => c.GetParameters().Length);

    /// <summary>Public properties with a setter.</summary>
    public static IReadOnlyList<PropertyInfo> SettableProperties(Type type)
        => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)];

    /// <summary>The names of a parameter, compared form; those of a record's property count too.</summary>
    public static IEnumerable<string> NamesOf(ParameterInfo parameter, Type type)
        => Names.Of(parameter, parameter.Name!).Concat(type.GetProperty(parameter.Name!) is { } property ? Names.Of(property, property.Name) : []);

    /// <summary>Runs a reflective call and throws what it threw.</summary>
    public static object? Unwrap(Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    /// <summary>One value for each parameter.</summary>
    /// <exception cref="ArgumentException">An argument is unknown, given twice, missing, or cannot be converted.</exception>
    public object?[] Arguments(IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        if (positional.Count > parameters.Length && !(parameters is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute))))
        {
            throw new ArgumentException($"{component} takes {parameters.Length} arguments ({Accepted()}); {positional.Count} were given.");
        }
        foreach (var (name, value) in named)
        {
            if (!IsKnown(name) && !parameters.Any(TakesRest) && !ignoresUnknown && !IsGranted(name, value))
            {
                throw Unknown(name, value);
            }
        }
        return [.. parameters.Select((parameter, i) => Argument(parameter, i, named, positional))];
    }

    /// <summary>The error about the first name that no value would make right; null if there is none.</summary>
    public ArgumentException? UnknownOf(IEnumerable<string> names)
        => parameters.Any(TakesRest) || ignoresUnknown ? null
            : names.FirstOrDefault(name => !IsKnown(name) && !Granted.ContainsKey(name)) is { } unknown ? Unknown(unknown, null) : null;

    /// <summary>Sets the properties for which there are arguments.</summary>
    public void SetProperties(object instance, IReadOnlyDictionary<string, object?> named)
    {
        foreach (var (name, value) in named)
        {
            if (!parameters.Any(p => Matches(p, name)) && PropertyFor(name) is { } property)
            {
                Unwrap(() => property.SetMethod!.Invoke(instance, [Conversion.To(value, property.PropertyType, $"{component}: {name}")]));
            }
        }
    }

    /// <summary>Whether an argument of a transform's call may be passed over: it asks for what is done anyway.</summary>
    public static bool Grants(Type type, string name, object? value)
        => (Granted.TryGetValue(name, out var granted) && granted(value))
            || (name == "dtype" && value is ScalarType.Float64 && ConstructorOf(type) is { } constructor && constructor.GetParameters().Any(p => Interpolates(p.ParameterType)));

    private bool IsGranted(string name, object? value)
        => (Granted.TryGetValue(name, out var granted) && granted(value))
            || (name == "dtype" && value is ScalarType.Float64 && parameters.Any(p => Interpolates(p.ParameterType)));

    /// <summary>What interpolates takes a precision to work in and gives float32 all the same.</summary>
    private static bool Interpolates(Type type) => type == typeof(Interpolation) || type.GetGenericArguments().Contains(typeof(Interpolation));

    private bool IsKnown(string name) => parameters.Any(p => Matches(p, name)) || PropertyFor(name) is not null;

    private static bool TakesRest(ParameterInfo parameter) => parameter.IsDefined(typeof(RemainingArgumentsAttribute));

    private object? Argument(ParameterInfo parameter, int index, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        if (TakesRest(parameter))
        {
            return Values.From(named.Where(pair => !IsKnown(pair.Key)));
        }
        if (parameter.IsDefined(typeof(ParamArrayAttribute)))
        {
            return Conversion.To(positional.Skip(index).ToList(), parameter.ParameterType, $"{component}: {Names.Snake(parameter.Name!)}");
        }
        var given = named.Keys.FirstOrDefault(name => Matches(parameter, name));
        var context = $"{component}: {given ?? Names.Snake(parameter.Name!)}";
        if (index < positional.Count)
        {
            return given is null ? NotNull(Conversion.To(positional[index], parameter.ParameterType, context), parameter, context)
                : throw new ArgumentException($"{component}: '{given}' is given twice, by name and by position.");
        }
        if (given is null)
        {
            return parameter.HasDefaultValue ? Default(parameter) : throw new ArgumentException($"{component} needs the argument '{Names.Snake(parameter.Name!)}'.");
        }
        if (named[given] is null && parameter.ParameterType.GetProperty("None", BindingFlags.Public | BindingFlags.Static) is { } none && none.PropertyType == parameter.ParameterType)
        {
            return none.GetValue(null);   // a type that tells "none" from "not given"
        }
        // Null where .NET has a plain value is the reference's way of asking for the default.
        return named[given] is null && parameter.HasDefaultValue && !Conversion.TakesNull(parameter) && !parameter.ParameterType.IsDefined(typeof(NeverNullAttribute))
            ? Default(parameter)
            : NotNull(Conversion.To(named[given], parameter.ParameterType, context), parameter, context);
    }

    private static object? NotNull(object? value, ParameterInfo parameter, string context)
        => value is not null || parameter.ParameterType.IsValueType || new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull ? value
            : throw new ArgumentException($"{context} is null; a value is expected.");

    private static object? Default(ParameterInfo parameter)
        => parameter.DefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? Activator.CreateInstance(parameter.ParameterType)
            : parameter.DefaultValue is { } value && Nullable.GetUnderlyingType(parameter.ParameterType) is { IsEnum: true } type ? Enum.ToObject(type, value)
            : parameter.DefaultValue;

    private static bool Matches(ParameterInfo parameter, string name)
        => NamesOf(parameter, parameter.Member.DeclaringType!).Contains(Names.Plain(name));

    private PropertyInfo? PropertyFor(string name) => properties.FirstOrDefault(p => Names.Of(p, p.Name).Contains(Names.Plain(name)));

    private ArgumentException Unknown(string name, object? value)
    {
        var nearest = Names.Nearest(name, parameters.Select(p => Names.Snake(p.Name!)));
        return Granted.ContainsKey(name)
            ? new ArgumentException($"{component}: {name} cannot be {value ?? "null"} here.")
            : new UnknownArgumentException($"{component} has no argument '{name}'{(nearest is null ? "" : $" (did you mean '{nearest}'?)")}; it takes {Accepted()}.");
    }

    private string Accepted() => string.Join(", ", parameters.Select(p => Names.Snake(p.Name!)));
}
