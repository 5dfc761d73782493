using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>Makes functions of one shape fit parameters of another.</summary>
internal static class Functions
{
    /// <summary>The function as a delegate of the target type; null where the two do not fit.</summary>
    public static object? Adapt(object function, Type target)
    {
        Func<object?, object?>? general = function switch
        {
            Func<object?, object?> already => already,
            Func<Tensor, Tensor> onTensors => item => OnVoxels(item, onTensors),
            nn.Module<Tensor, Tensor> module => item => OnVoxels(item, module.call),
            Transforms.ITransform transform => item => transform.Run(item, default),
            _ => null,
        };
        return general is null ? null
            : target == typeof(Func<object?, object?>) ? general
            : target == typeof(Func<Tensor, Tensor>) ? (Func<Tensor, Tensor>)(input => Voxels(general(input)))
            : null;
    }

    private static object OnVoxels(object? item, Func<Tensor, Tensor> function) => item switch
    {
        MetaTensor image => image.WithData(function(image.Data)),
        Tensor tensor => function(tensor),
        _ => throw new ArgumentException($"the function takes an array; it was given {item ?? "null"}."),
    };

    private static Tensor Voxels(object? result) => result switch
    {
        Tensor tensor => tensor,
        MetaTensor image => image.Data,
        _ => throw new ArgumentException($"the function gave {result ?? "null"}; an array was expected."),
    };
}
