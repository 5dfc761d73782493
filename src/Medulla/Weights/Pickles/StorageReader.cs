using Medulla.Runtime;
using Medulla.Weights.Archives;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Weights.Pickles;

/// <summary>Reads storages straight into tensor memory, each once; tensors are views of them.</summary>
internal sealed class StorageReader(BoundedFile file, ITensorContainer container) : IDisposable
{
    private const int SliceBytes = 1 << 18;   // small enough to be in cache still when its checksum is made
    private readonly Dictionary<string, (Tensor Flat, ElementType Type)> read = [];

    /// <summary>A tensor as a view of its storage.</summary>
    public Tensor View(PickledTensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.Storage.Bytes is null ? Shared(tensor.Storage, tensor.Type) : Flat(tensor.Storage, tensor.Type);
        return flat.as_strided(tensor.Sizes, tensor.Steps, tensor.Offset).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (flat, _) in read.Values)
        {
            flat.Dispose();
        }
        read.Clear();
    }

    private Tensor Shared(StorageReference storage, ElementType type)
    {
        if (!read.TryGetValue(storage.Key, out var found))
        {
            found = (Flat(storage, type).DetachFromDisposeScope(), type);
            read.Add(storage.Key, found);
        }
        return found.Type == type ? found.Flat : throw file.Bad($"the storage '{storage.Key}' is used as {found.Type.Name} and as {type.Name}");
    }

    private Tensor Flat(StorageReference storage, ElementType type)
    {
        if (storage.Length > file.Length * ZipReader.MaxInflation / type.Size)
        {
            throw file.Bad($"the storage '{storage.Key}' is said to have {storage.Length} elements of {type.Name}, more than a file of {file.Length} bytes holds");
        }
        using var scope = NewDisposeScope();
        var flat = empty([storage.Length], type.Tensor);
        if (type.Widened is { } widened)
        {
            using var stored = empty([storage.Length * type.Size], ScalarType.Byte);
            Fill(storage, stored, type, 1);
            for (var start = 0L; start < storage.Length; start += SliceBytes)
            {
                var count = Math.Min(SliceBytes, storage.Length - start);
                using var part = flat.narrow(0, start, count);
                if (!Widening.Widen(widened, stored.BytesAt(start * type.Size, (int)count * type.Size), part))
                {
                    throw file.Bad($"the storage '{storage.Key}' holds a {type.Name} above {long.MaxValue}, the largest number of a tensor");
                }
            }
        }
        else
        {
            Fill(storage, flat, type, type.Size);
        }
        return flat.MoveToOuterDisposeScope();
    }

    /// <summary>Fills a tensor of elements of <paramref name="size"/> bytes with what is stored, low byte first.</summary>
    private void Fill(StorageReference storage, Tensor flat, ElementType type, int size)
    {
        var length = flat.numel() * size;
        if (storage.Bytes is { } bytes)
        {
            bytes.CopyTo(flat.BytesAt(0, bytes.Length));
        }
        else
        {
            container.Read(storage, length, position => flat.BytesAt(position, (int)Math.Min(SliceBytes, length - position)));
        }
        for (var position = 0L; position < length; position += SliceBytes)
        {
            var slice = flat.BytesAt(position, (int)Math.Min(SliceBytes, length - position));
            if (container.IsBigEndian && storage.Bytes is null)
            {
                ByteOrder.Reverse(slice, type.Word);
            }
            if (type.Tensor == ScalarType.Bool && slice.ContainsAnyExcept((byte)0, (byte)1))
            {
                throw file.Bad($"the storage '{storage.Key}' is of bool but holds bytes other than 0 and 1");
            }
        }
    }
}
