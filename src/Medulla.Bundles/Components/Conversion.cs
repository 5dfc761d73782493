using System.Collections;
using System.Reflection;
using Medulla.Imaging;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>Turns values as configurations have them (numbers, text, lists, dictionaries, tensors, functions) into what parameters take.</summary>
public static class Conversion
{
    private static readonly Dictionary<string, ScalarType> Dtypes = new()
    {
        ["float"] = ScalarType.Float32, ["float16"] = ScalarType.Float16, ["half"] = ScalarType.Float16, ["bfloat16"] = ScalarType.BFloat16,
        ["float32"] = ScalarType.Float32, ["float64"] = ScalarType.Float64, ["double"] = ScalarType.Float64, ["bool"] = ScalarType.Bool,
        ["uint8"] = ScalarType.Byte, ["int8"] = ScalarType.Int8, ["int16"] = ScalarType.Int16, ["short"] = ScalarType.Int16,
        ["uint16"] = ScalarType.Int32, ["int32"] = ScalarType.Int32, ["int"] = ScalarType.Int64, ["int64"] = ScalarType.Int64, ["long"] = ScalarType.Int64,
        ["uint32"] = ScalarType.Int64, ["complex64"] = ScalarType.ComplexFloat32, ["complex128"] = ScalarType.ComplexFloat64,
    };

    /// <summary>The value as a <typeparamref name="T"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="context">What it is for, as messages begin.</param>
    /// <exception cref="ArgumentException">The value is of another kind.</exception>
    public static T To<T>(object? value, string context) => (T)To(value, typeof(T), context)!;

    /// <summary>The value as a <paramref name="target"/>.</summary>
    /// <inheritdoc cref="To{T}"/>
    public static object? To(object? value, Type target, string context)
    {
        if (Nullable.GetUnderlyingType(target) is { } underlying)
        {
            return value is null ? null : To(value, underlying, context);
        }
        if (value is null)
        {
            return target.IsValueType ? throw Mismatch(value, target, context) : null;
        }
        if (target.IsInstanceOfType(value))
        {
            return value;
        }
        if (value is Component { IsFunction: false } given && target.IsAssignableFrom(given.Type))
        {
            return given.Create(new Dictionary<string, object?>());   // a class, where the reference takes one to construct
        }
        if (Scalar(value, target, context) is { } scalar)
        {
            return scalar;
        }
        if (ElementType(target) is { } element)
        {
            return List(value, target, element, context);
        }
        if (typeof(Delegate).IsAssignableFrom(target))
        {
            return Functions.Adapt(value, target) ?? throw Mismatch(value, target, context);
        }
        return Structures.Convert(value, target, context) ?? Implicit(value, target, context) ?? throw Mismatch(value, target, context);
    }

    /// <summary>Whether a parameter takes a list for itself.</summary>
    internal static bool TakesList(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(object) || type == typeof(Tensor) || ElementType(type) is not null
            || Structures.TakesList(type) || Operators(type).Any(op => ElementType(op.GetParameters()[0].ParameterType) is not null);
    }

    /// <summary>Whether a list holds lists (or null) where a parameter takes one of plain values, so that each is meant for another key.</summary>
    internal static bool IsListOfLists(IList list, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        Type?[] elements = [ElementType(type), .. Operators(type).Select(op => ElementType(op.GetParameters()[0].ParameterType))];
        return elements.Any(element => element is not null) && elements.All(element => element is null || !TakesList(element))
            && list.Cast<object?>().All(item => item is null or IList) && list.Cast<object?>().Any(item => item is not null);
    }

    /// <summary>Whether null means something else to a parameter than its default.</summary>
    internal static bool TakesNull(ParameterInfo parameter)
        => Nullable.GetUnderlyingType(parameter.ParameterType) is not null || !parameter.ParameterType.IsValueType;

    private static object? Scalar(object value, Type target, string context)
    {
        if (target == typeof(VoxelType))
        {
            return Enum.TryParse<VoxelType>((value as string)?.Split('.')[^1], ignoreCase: true, out var stored)
                ? stored : Runtime.Tensors.StoredType(To<ScalarType>(value, context));   // unsigned types exist in files only
        }
        if (target.IsEnum && target != typeof(ScalarType))
        {
            return EnumMember(value is Type chosen ? chosen.Name : value, target, context);   // the reference may choose by class
        }
        if (target == typeof(ScalarType))
        {
            return value is string name && Dtypes.TryGetValue(name.Split('.')[^1], out var dtype) ? dtype : throw Mismatch(value, target, context);
        }
        if (target == typeof(Device))
        {
            return value is string device ? torch.device(device) : null;
        }
        if (target == typeof(Tensor))
        {
            return value is MetaTensor image ? image.Data : TensorOf(value);
        }
        if (target == typeof(MetaTensor))
        {
            return value is Tensor tensor ? new MetaTensor(tensor) : null;
        }
        if (target == typeof(Affine))
        {
            return AffineOf(value);
        }
        if (target == typeof(Sample))
        {
            return value is IDictionary map ? Sample.From(map) : new Sample { [Sample.NamelessKey] = value };
        }
        if (target == typeof(Compose))
        {
            return value is ITransform step ? new Compose(step) : null;
        }
        return Number(value is Tensor { Dimensions: 0 } zero ? zero.to_type(ScalarType.Float64).item<double>() : value, target);
    }

    private static object? Number(object value, Type target)
    {
        if (value is not (int or long or float or double))
        {
            return null;
        }
        var number = Convert.ToDouble(value);
        var whole = number == Math.Floor(number) && Math.Abs(number) < 9e15;
        if (target == typeof(double))
        {
            return number;
        }
        if (target == typeof(float))
        {
            return (float)number;
        }
        if (target == typeof(bool) && number is 0 or 1)
        {
            return number == 1;
        }
        if (target == typeof(int) && whole)
        {
            return checked((int)number);
        }
        if (target == typeof(uint) && whole && number is >= 0 and <= uint.MaxValue)
        {
            return (uint)number;
        }
        return target == typeof(long) && whole ? (long)number : null;
    }

    private static object EnumMember(object value, Type target, string context)
    {
        var members = target.GetFields(BindingFlags.Public | BindingFlags.Static);
        if (value is string or int or long)
        {
            var plain = Names.Plain(value.ToString()!);
            if (members.FirstOrDefault(member => Names.Of(member, member.Name).Contains(plain)) is { } found)
            {
                return found.GetValue(null)!;
            }
        }
        if (value is int or long && Enum.ToObject(target, value) is var numbered && Enum.IsDefined(target, numbered))
        {
            return numbered;
        }
        var allowed = members.Select(member => Names.Aliases(member) is [var first, ..] ? first : Names.Snake(member.Name));
        throw new ArgumentException($"{context} is {Show(value)}; it can be {string.Join(", ", allowed)}.");
    }

    private static Type? ElementType(Type type)
        => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
            && (definition == typeof(Values<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(IEnumerable<>) || definition == typeof(List<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static object List(object value, Type target, Type element, string context)
    {
        IEnumerable items = value switch
        {
            MetaTensor image => Numbers(image.Data),
            Tensor tensor => Numbers(tensor),
            string => new[] { value },
            IDictionary => new[] { value },
            IEnumerable list => list,
            _ => new[] { value },
        };
        var converted = items.Cast<object?>().Select(item => To(item, element, context)).ToArray();
        var array = Array.CreateInstance(element, converted.Length);
        converted.CopyTo(array, 0);
        if (target.IsArray || target.IsInstanceOfType(array))
        {
            return array;
        }
        return target.GetGenericTypeDefinition() == typeof(Values<>)
            ? typeof(Values).GetMethod(nameof(Values.From))!.MakeGenericMethod(element).Invoke(null, [array])!
            : Activator.CreateInstance(target, array)!;
    }

    /// <summary>The numbers of a tensor of one axis, or the tensors along the first axis.</summary>
    private static IEnumerable Numbers(Tensor tensor) => tensor.Dimensions switch
    {
        0 => new object[] { tensor.is_floating_point() ? tensor.to_type(ScalarType.Float64).item<double>() : tensor.to_type(ScalarType.Int64).item<long>() },
        1 => tensor.is_floating_point() ? tensor.to_type(ScalarType.Float64).data<double>().ToArray() : tensor.to_type(ScalarType.Int64).data<long>().ToArray(),
        _ => tensor.unbind(0),
    };

    private static Tensor? TensorOf(object value) => value switch
    {
        bool flag => tensor(flag),
        int or long => tensor(Convert.ToInt64(value)),
        float or double => tensor(Convert.ToDouble(value), ScalarType.Float32),
        System.Numerics.Complex number => complex(tensor((float)number.Real), tensor((float)number.Imaginary)),
        IList { Count: > 0 } list when list.Cast<object?>().All(item => item is int or long) => tensor([.. list.Cast<object>().Select(Convert.ToInt64)]),
        IList { Count: > 0 } list when list.Cast<object?>().All(item => item is int or long or float or double)
            => tensor([.. list.Cast<object>().Select(Convert.ToDouble)]).to_type(ScalarType.Float32),
        IList { Count: > 0 } list when list.Cast<object?>().All(item => item is not null and not string)
            => list.Cast<object>().Select(TensorOf).ToList() is var parts && parts.TrueForAll(part => part is not null && part.shape.AsSpan().SequenceEqual(parts[0]!.shape)) ? stack(parts!) : null,
        Tensor tensor => tensor,
        _ => null,
    };

    private static Affine? AffineOf(object value)
    {
        if ((value as MetaTensor)?.Data is not { } matrix && (matrix = (value as Tensor ?? TensorOf(value))!) is null)
        {
            return null;
        }
        return matrix.Dimensions == 2 ? new((int)matrix.shape[0] - 1, matrix.to_type(ScalarType.Float64).contiguous().data<double>().ToArray()) : null;
    }

    private static IEnumerable<MethodInfo> Operators(Type type)
        => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name == "op_Implicit" && m.ReturnType == type);

    /// <summary>By one of the type's own conversions.</summary>
    private static object? Implicit(object value, Type target, string context)
    {
        // What is made from a list or from a value of this very type comes before what could be made from it by way of another.
        foreach (var conversion in Operators(target).OrderByDescending(one => one.GetParameters()[0].ParameterType is var from
            && from.IsInstanceOfType(value) ? 2 : value is IList && ElementType(from) is not null ? 1 : 0))
        {
            try
            {
                var argument = To(value, conversion.GetParameters()[0].ParameterType, context);
                return Binding.Unwrap(() => conversion.Invoke(null, [argument]));
            }
            catch (ArgumentException)
            {
                // Another conversion may take it; if none does, the caller says so.
            }
        }
        return null;
    }

    private static ArgumentException Mismatch(object? value, Type target, string context)
        => new($"{context} is {Show(value)}; {Describe(target)} is expected.");

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        IEnumerable list and not IDictionary => $"[{string.Join(", ", list.Cast<object?>().Take(8).Select(Show))}]",
        _ => value.ToString() ?? value.GetType().Name,
    };

    private static string Describe(Type type)
        => type == typeof(double) || type == typeof(float) ? "a number"
        : type == typeof(int) || type == typeof(long) || type == typeof(uint) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "text"
        : type == typeof(Tensor) ? "an array"
        : type == typeof(ScalarType) ? "an element type such as 'float32'"
        : ElementType(type) is { } element ? $"a list, each entry {Describe(element)},"
        : typeof(Delegate).IsAssignableFrom(type) ? "a function"
        : type.Name;
}
