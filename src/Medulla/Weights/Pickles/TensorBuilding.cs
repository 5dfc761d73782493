namespace Medulla.Weights.Pickles;

/// <summary>PyTorch's functions that make tensors of storages; every view is checked against its storage.</summary>
internal static class TensorBuilding
{
    private const int MaxRank = 64;

    /// <summary>
    /// What a persistent id refers to: a storage, ("storage", class, key, device, length) and, before the zip form, a view of it; or
    /// the class of a module saved whole, ("module", class, file, source), which stays the name that it is.
    /// </summary>
    public static object Persistent(PickleMachine machine, object? id)
        => id is object?[] and ["module", PickledName name, _, _] ? name : Storage(machine, id);

    private static StorageReference Storage(PickleMachine machine, object? id)
    {
        if (id is not (object?[] and ["storage", PickledName type, string key, _, long length, ..]) || length < 0)
        {
            throw machine.Bad($"refers to something outside itself that is no storage: {(id is object?[] and [string kind, ..] ? kind : PickleMachine.Describe(id))}. A module saved whole must be saved as its state_dict");
        }
        var element = ElementType.All.FirstOrDefault(known => known.Storage is not null && type.Name.EndsWith("." + known.Storage, StringComparison.Ordinal));
        if (element is null && !type.Name.EndsWith("UntypedStorage", StringComparison.Ordinal))
        {
            throw machine.Bad(type.Name.StartsWith("torch.Q", StringComparison.Ordinal) ? $"has a quantised tensor ({type.Name}); save tensor.dequantize()" : $"has a storage of {type.Name}, which is no storage");
        }
        return machine.Note(id is object?[] and [_, _, _, _, _, object?[] view, ..] ? View(machine, key, element, length, view) : new(key, element, length, null, 0, length));
    }

    private static StorageReference View(PickleMachine machine, string key, ElementType? element, long length, object?[] view)
        => view is [_, long offset, long count] && offset >= 0 && count >= 0 && offset <= length && count <= length - offset
            ? new(key, element, length, null, offset, count)
            : throw machine.Bad($"takes a part of the storage '{key}' that is not inside it");

    /// <summary><c>_rebuild_tensor(storage, offset, size, stride)</c> and its second version, which goes on with what values do not need.</summary>
    public static PickledTensor Tensor(PickleMachine machine, object?[] arguments)
    {
        if (arguments is not [StorageReference { Type: { } type } storage, long offset, object?[] size, object?[] stride, ..])
        {
            throw machine.Bad("builds a tensor from other things than a typed storage, offset, size and stride");
        }
        RefuseLazyBits(machine, arguments, 6);
        return Checked(machine, storage, type, offset, size, stride);
    }

    /// <summary><c>_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, ...)</c>: the storage is bytes, the type is said beside it.</summary>
    public static PickledTensor TypedTensor(PickleMachine machine, object?[] arguments)
    {
        if (arguments is not [StorageReference { Type: null } storage, long offset, object?[] size, object?[] stride, _, _, PickledName dtype, ..])
        {
            throw machine.Bad("builds a tensor from other things than a storage of bytes, offset, size, stride and dtype");
        }
        var type = ElementType.All.FirstOrDefault(known => dtype.Name == "torch." + known.Name) ?? throw machine.Bad($"builds a tensor of {dtype.Name}, which is not supported");
        RefuseLazyBits(machine, arguments, 7);
        var typed = storage with { Type = type, Length = storage.Length / type.Size, ViewLength = storage.ViewLength / type.Size, ViewOffset = storage.ViewOffset / type.Size };
        return storage.Length % type.Size == 0 && storage.ViewOffset % type.Size == 0
            ? Checked(machine, typed, type, offset, size, stride)
            : throw machine.Bad($"makes the storage '{storage.Key}' of {storage.Length} bytes one of {type.Name}, {type.Size} bytes each");
    }

    /// <summary>A row-major array whose bytes the pickle holds.</summary>
    public static PickledTensor Array(PickleMachine machine, ElementType type, byte[] bytes, object?[] size, bool columnMajor)
    {
        var shape = Numbers(machine, size, "size");
        var strides = new long[shape.Length];
        var step = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            var axis = columnMajor ? i : shape.Length - 1 - i;
            strides[axis] = step;
            step = Product(machine, step, Math.Max(shape[axis], 1));
        }
        var count = shape.Contains(0) ? 0 : step;
        return count == bytes.Length / type.Size && bytes.Length % type.Size == 0
            ? new(new("", type, count, bytes, 0, count), type, 0, shape, strides)
            : throw machine.Bad($"has an array [{string.Join(", ", shape)}] of {type.Name}, but {bytes.Length} bytes for it");
    }

    private static void RefuseLazyBits(PickleMachine machine, object?[] arguments, int metadata)
    {
        if (arguments.Length > metadata && arguments[metadata] is OrderedDictionary<object, object?> { Count: > 0 } bits)
        {
            throw machine.Bad($"has a tensor that is still to be changed by '{bits.GetAt(0).Key}'; save tensor.resolve_conj().resolve_neg()");
        }
    }

    private static PickledTensor Checked(PickleMachine machine, StorageReference storage, ElementType type, long offset, object?[] size, object?[] stride)
    {
        var (shape, strides) = (Numbers(machine, size, "size"), Numbers(machine, stride, "stride"));
        if (shape.Length != strides.Length)
        {
            throw machine.Bad($"has a tensor of {shape.Length} axes with {strides.Length} strides");
        }
        var last = offset;
        var count = 1L;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            count = Product(machine, count, Math.Max(shape[axis], 1));
            last = Sum(machine, last, Product(machine, Math.Max(shape[axis] - 1, 0), strides[axis]));
        }
        var available = storage.ViewLength;
        if (offset < 0 || (shape.Contains(0) ? offset > available : last >= available))
        {
            throw machine.Bad($"has a tensor [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] from element {offset} on, which reaches beyond its storage '{storage.Key}' of {available} elements");
        }
        return new(storage, type, Sum(machine, storage.ViewOffset, offset), shape, strides);
    }

    private static long[] Numbers(PickleMachine machine, object?[] values, string what)
    {
        machine.Spend(values.Length);
        if (values.Length > MaxRank || !values.All(value => value is long and >= 0))
        {
            throw machine.Bad($"has a {what} that is not at most {MaxRank} whole numbers of at least 0");
        }
        return [.. values.Select(value => (long)value!)];
    }

    private static long Product(PickleMachine machine, long a, long b)
        => Math.BigMul(a, b, out var low) == 0 && low >= 0 && low <= long.MaxValue / 16 ? low : throw machine.Bad("has a tensor of more elements than there are addresses");

    private static long Sum(PickleMachine machine, long a, long b)
        => a <= long.MaxValue / 4 && b <= long.MaxValue / 4 ? a + b : throw machine.Bad("has a tensor of more elements than there are addresses");
}
