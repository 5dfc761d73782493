using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Puts modules together. Names of parts are names of weights in published models, so they are always said.</summary>
public static class ModuleParts
{
    /// <summary>Makes <paramref name="part"/> a part of this module; its weights are named after it.</summary>
    /// <returns>The part.</returns>
    public static T Part<T>(this nn.Module owner, string name, T part)
        where T : nn.Module
    {
        owner.register_module(name, part);
        return part;
    }

    /// <summary>Makes a part that published weights have though nothing passes through it; it does not learn.</summary>
    internal static void UnusedPart(this nn.Module owner, string name, nn.Module part)
    {
        foreach (var parameter in part.parameters())
        {
            parameter.requires_grad = false;
        }
        owner.register_module(name, part);
    }

    /// <summary>Makes a list of parts, whose weights are named after it and their number, as in <c>layers.0.weight</c>.</summary>
    /// <returns>The parts.</returns>
    public static IReadOnlyList<T> Parts<T>(this nn.Module owner, string name, IEnumerable<T> parts)
        where T : nn.Module
    {
        var list = new ModuleList<T>([.. parts]);
        owner.register_module(name, list);
        return [.. list];
    }

    /// <summary>Makes a tensor a parameter of this module, which learns. Read it by <see cref="Weight(nn.Module, string)"/>.</summary>
    public static void AddWeight(this nn.Module owner, string name, Tensor initial) => owner.register_parameter(name, new Parameter(initial));

    /// <summary>Makes a tensor part of this module's state without learning it. Read it by <see cref="Buffer"/>.</summary>
    public static void AddBuffer(this nn.Module owner, string name, Tensor initial, bool persistent = true) => owner.register_buffer(name, initial, persistent);

    /// <summary>A parameter of this module. It is looked up on each use: moving a module to a device or type replaces it.</summary>
    public static Tensor Weight(this nn.Module owner, string name)
        => owner.get_parameter(name) ?? throw new InvalidOperationException($"{owner.GetName()} has no parameter '{name}'.");

    /// <summary>A buffer of this module; see <see cref="Weight"/>.</summary>
    public static Tensor Buffer(this nn.Module owner, string name)
        => owner.get_buffer(name) ?? throw new InvalidOperationException($"{owner.GetName()} has no buffer '{name}'.");

    /// <summary>Parts that run one after another, named by their numbers.</summary>
    public static nn.Module<Tensor, Tensor> Sequence(params IEnumerable<nn.Module<Tensor, Tensor>> parts) => nn.Sequential([.. parts]);

    /// <summary>Runs <paramref name="body"/> and disposes all tensors made on the way but those it returns.</summary>
    internal static (Tensor, Tensor) Scoped(Func<(Tensor First, Tensor Second)> body)
    {
        using var scope = NewDisposeScope();
        var (first, second) = body();
        return (first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope());
    }

    /// <summary>Runs <paramref name="body"/> and disposes all tensors made on the way but those it returns.</summary>
    internal static IReadOnlyList<Tensor> Scoped(Func<IReadOnlyList<Tensor>> body)
    {
        using var scope = NewDisposeScope();
        return [.. body().Select(tensor => tensor.MoveToOuterDisposeScope())];
    }
}
