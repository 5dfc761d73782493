using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Runtime;

/// <summary>Spans over the memory of CPU tensors, without copying.</summary>
public static unsafe partial class TensorMemory
{
    /// <summary>The elements of a contiguous CPU tensor in row-major order. The tensor must live while the span is used.</summary>
    /// <typeparam name="T">The .NET type of the tensor's element type.</typeparam>
    /// <exception cref="ArgumentException">The tensor is not contiguous, not on the CPU, or of another element size.</exception>
    public static Span<T> AsSpan<T>(this Tensor tensor)
        where T : unmanaged
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"AsSpan needs a contiguous CPU tensor; this one is on {tensor.device} with strides [{string.Join(", ", tensor.stride())}].");
        }
        if (tensor.element_size() != sizeof(T))
        {
            throw new ArgumentException($"AsSpan<{typeof(T).Name}>: the tensor's elements are {tensor.dtype}.");
        }
        return new((void*)THSTensor_data(tensor.Handle), checked((int)tensor.numel()));
    }

    /// <summary>A part of the memory of a contiguous CPU tensor, of any element type and any size.</summary>
    /// <param name="tensor">The tensor, to be kept alive while the span is in use.</param>
    /// <param name="position">First byte.</param>
    /// <param name="count">Bytes; they must lie inside the tensor.</param>
    internal static Span<byte> BytesAt(this Tensor tensor, long position, int count)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous() || position < 0 || count < 0 || position > tensor.numel() * tensor.element_size() - count)
        {
            throw new ArgumentException($"BytesAt: {count} bytes from {position} on are not inside a contiguous CPU tensor of {tensor.numel()} elements.");
        }
        return count == 0 ? [] : new((byte*)THSTensor_data(tensor.Handle) + position, count);
    }

    /// <summary>Where a tensor's first element is; tensors of one address, shape and strides are the same memory.</summary>
    internal static nint Address(this Tensor tensor) => THSTensor_data(tensor.Handle);

    /// <summary>Runs <paramref name="body"/> in a dispose scope of its own, so that the temporaries it makes die with it.</summary>
    /// <returns>The tensor that <paramref name="body"/> made, moved to the caller's scope.</returns>
    public static Tensor Scoped(Func<Tensor> body)
    {
        using var scope = NewDisposeScope();
        return body().MoveToOuterDisposeScope();
    }

    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_data(nint handle);
}
