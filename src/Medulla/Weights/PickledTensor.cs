using Medulla.Imaging;
using Medulla.Weights.Pickles;

namespace Medulla.Weights;

/// <summary>A tensor of a PyTorch file that has not been read yet: a view of a storage.</summary>
public sealed class PickledTensor
{
    internal PickledTensor(StorageReference storage, ElementType type, long offset, long[] shape, long[] strides)
        => (Storage, Type, Offset, Sizes, Steps) = (storage, type, offset, shape, strides);

    /// <summary>The element type by PyTorch's name, such as <c>float32</c>.</summary>
    public string Dtype => Type.Name;

    /// <summary>Elements along each axis.</summary>
    public Values<long> Shape => Values.From(Sizes);

    /// <summary>Distance in the storage, in elements, between neighbours along each axis.</summary>
    public Values<long> Strides => Values.From(Steps);

    /// <summary>The first element's place in the storage.</summary>
    public long Offset { get; private set; }

    /// <summary>The name of the storage; tensors of the same name share their memory.</summary>
    public string StorageKey => Storage.Key;

    internal StorageReference Storage { get; private set; }

    internal ElementType Type { get; private set; }

    internal long[] Sizes { get; private set; }

    internal long[] Steps { get; private set; }

    /// <summary>Takes over what another tensor is: a pickle names an array first and says later what is in it.</summary>
    internal void Become(PickledTensor other)
        => (Storage, Type, Offset, Sizes, Steps) = (other.Storage, other.Type, other.Offset, other.Sizes, other.Steps);

    /// <inheritdoc/>
    public override string ToString() => $"{Dtype} [{string.Join(", ", Sizes)}]";
}
