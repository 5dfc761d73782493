using Medulla.Bundles.Components;
using Medulla.Transforms;
using TorchSharp;

namespace Medulla.Bundles.Expressions;

/// <summary>"function(arguments)".</summary>
internal static class Calls
{
    /// <summary>Calls something; what has a typed form here is seen in the reference's.</summary>
    public static object? Invoke(Library.ModuleTable table, object? function, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
        => Call(table, function, positional, named) switch
        {
            IReferenceForm form => Library.Tensors.Unpacked(form.ReferenceForm),
            var result => Library.Tensors.Unpacked(result),
        };

    private static object? Call(Library.ModuleTable table, object? function, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
    {
        switch (function)
        {
            case Callable callable:
                return callable.Invoke(positional, named);
            case Component component:
                return component.Create(named, positional);
            case ITransform transform:
                return new TransformCalls(transform).Call("__call__", named, positional);
            case Delegate other:
                return other.Method.GetParameters() is var parameters && named.Count == 0 && parameters.Length == positional.Count
                    ? Binding.Unwrap(() => other.DynamicInvoke([.. positional.Select((item, i) => Conversion.To(item, parameters[i].ParameterType, parameters[i].Name ?? "the function"))]))
                    : throw new ArgumentException($"the function takes {parameters.Length} arguments by position.");
            case torch.nn.Module network when positional.OfType<MetaTensor>().FirstOrDefault() is { Metadata.Stacked: not null } batch:
                return Component.Placed(Methods.Call(network, "__call__", named, positional), batch);
            case torch.nn.Module<torch.Tensor, torch.Tensor> network when named.Count == 0 && positional is [MetaTensor image]:
                return network.call(image.Data);
            case null or string or bool or long or double or System.Collections.IEnumerable:
                throw new ArgumentException($"{Text.Kind(function)} cannot be called.");
            default:
                return table.IsOpen(function.GetType()) || function is torch.nn.Module
                    ? Methods.Call(function, "__call__", named, positional)
                    : throw new ArgumentException($"{Text.Kind(function)} cannot be called.");
        }
    }
}
