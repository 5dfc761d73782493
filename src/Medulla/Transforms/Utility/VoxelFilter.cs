using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>What <see cref="ImageFilter"/> applies: a filter by name, a kernel, a module, or a transform.</summary>
public sealed record VoxelFilter
{
    private VoxelFilter(NamedFilter? name = null, Tensor? kernel = null, nn.Module<Tensor, Tensor>? module = null, Transform? transform = null)
        => (Name, Kernel, Module, Transform) = (name, kernel, module, transform);

    internal NamedFilter? Name { get; }

    internal Tensor? Kernel { get; }

    internal nn.Module<Tensor, Tensor>? Module { get; }

    internal Transform? Transform { get; }

    /// <summary>A filter by name.</summary>
    public static implicit operator VoxelFilter(NamedFilter name) => new(name);

    /// <summary>A kernel of odd sizes: for all channels, [spatial...], or one for each, [C, spatial...].</summary>
    /// <exception cref="ArgumentException">The kernel has not one to three axes, or an even size.</exception>
    public static implicit operator VoxelFilter(Tensor kernel)
        => kernel.Dimensions is >= 1 and <= 3 && kernel.shape.All(n => n % 2 == 1) ? new(kernel: kernel)
            : throw new ArgumentException($"ImageFilter: the kernel is [{string.Join(", ", kernel.shape)}]; one to three axes of odd sizes are expected.");

    /// <summary>A module that takes and gives batches [1, C, spatial...].</summary>
    public static implicit operator VoxelFilter(nn.Module<Tensor, Tensor> module) => new(module: module);

    /// <summary>A transform.</summary>
    public static implicit operator VoxelFilter(Transform transform) => new(transform: transform);

    /// <summary>What it is.</summary>
    public override string ToString()
        => Name?.ToString() ?? (Kernel is not null ? $"kernel [{string.Join(", ", Kernel.shape)}]" : Transform?.ToString() ?? Module!.GetName());
}
