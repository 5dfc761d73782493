using System.Linq.Expressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>Makes functions of one shape fit parameters of another.</summary>
internal static class Functions
{
    /// <summary>The function as a delegate of the target type; null where the value is no function or takes another number of arguments.</summary>
    public static Delegate? Adapt(object function, Type target)
    {
        if (target.GetMethod("Invoke") is not { } signature)
        {
            return null;
        }
        var parameters = signature.GetParameters().Select(p => Expression.Parameter(p.ParameterType, p.Name)).ToArray();
        if (function is Engines.IIterationUpdate iteration && target == typeof(Func<Engines.Engine, object?, object?>))
        {
            return (Func<Engines.Engine, object?, object?>)iteration.Call;   // which gets the batch itself, with its geometry
        }
        if (General(function, parameters.Length) is not { } general)
        {
            return null;
        }
        Func<object?[], object?> onReferenceForms = items => general([.. items.Select(item => item is IReferenceForm form ? form.ReferenceForm : item)]);
        var call = Expression.Invoke(
            Expression.Constant(onReferenceForms), Expression.NewArrayInit(typeof(object), parameters.Select(p => Expression.Convert(p, typeof(object)))));
        return Expression.Lambda(target, signature.ReturnType == typeof(void) ? call : Returned(call, signature.ReturnType), parameters).Compile();
    }

    private static UnaryExpression Returned(Expression call, Type type)
    {
        Func<object?, object?> convert = value => Conversion.To(value, type, "the function's result");
        return Expression.Convert(Expression.Invoke(Expression.Constant(convert), call), type);
    }

    /// <summary>The function of any arguments; a class stands for what constructs it, a component's name for the component.</summary>
    private static Func<object?[], object?>? General(object function, int arity) => function switch
    {
        Func<object?, object?> one when arity == 1 => items => one(items[0]),
        Func<Tensor, Tensor> onTensors when arity == 1 => items => OnVoxels(items[0], onTensors),
        nn.Module<Tensor, Tensor> module when arity == 1 => items => OnVoxels(items[0], module.call),
        Transforms.ITransform transform when arity == 1 => items => transform.Run(items[0], default),
        Expressions.LambdaFunction lambda => lambda.Arity is { } taken && taken < arity ? null : items => lambda.Invoke(items),
        Expressions.Callable callable => items => callable.Invoke(items),
        Type type => items => new Component(type, type.Name, keyed: false).Create(new Dictionary<string, object?>(), items),
        string name when ComponentRegistry.Default.Find(name) is { } named => items => named.Create(new Dictionary<string, object?>(), items),
        Component component => items => component.Create(new Dictionary<string, object?>(), items),
        Delegate other when other.Method.GetParameters() is var parameters && parameters.Length == arity => items => Binding.Unwrap(
            () => other.DynamicInvoke([.. items.Select((item, i) => Conversion.To(item, parameters[i].ParameterType, parameters[i].Name ?? "the function"))])),
        _ when ComponentRegistry.Default.Knows(function.GetType().Assembly) || function is nn.Module
            => items => Methods.Call(function, "__call__", new Dictionary<string, object?>(), items),
        _ => null,
    };

    private static object OnVoxels(object? item, Func<Tensor, Tensor> function) => item switch
    {
        MetaTensor image => image.WithData(function(image.Data)),
        Tensor tensor => function(tensor),
        _ => throw new ArgumentException($"the function takes an array; it was given {item ?? "null"}."),
    };
}
