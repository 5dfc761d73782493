using System.Collections.Concurrent;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Runtime;

/// <summary>Tensors over the memory of mapped files; a mapping ends with the last tensor that looks at it.</summary>
internal static unsafe partial class MappedTensor
{
    private static readonly ConcurrentDictionary<nint, (MemoryMappedFile File, MemoryMappedViewAccessor View)> Mappings = new();

    /// <summary>Bytes of an element.</summary>
    public static long SizeOf(ScalarType dtype)
    {
        using var one = empty([], dtype);
        return one.element_size();
    }

    /// <summary>A part of a file as a tensor. What is written to it stays in memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="shape">Shape; row-major.</param>
    public static Tensor Open(string path, long offset, long bytes, ScalarType dtype, ReadOnlySpan<long> shape)
    {
        if (bytes == 0)
        {
            return zeros(shape, dtype);   // nothing cannot be mapped
        }
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(offset, bytes, MemoryMappedFileAccess.CopyOnWrite);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        var data = (nint)(start + view.PointerOffset);
        Mappings[data] = (file, view);
        fixed (long* sizes = shape)
        {
            return Tensor.UnsafeCreateTensor(
                THSTensor_new(data, (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Release, (nint)sizes, shape.Length, (sbyte)dtype, (sbyte)dtype, (int)DeviceType.CPU, -1, 0));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint data)
    {
        if (Mappings.TryRemove(data, out var mapping))
        {
            mapping.View.SafeMemoryMappedViewHandle.ReleasePointer();
            mapping.View.Dispose();
            mapping.File.Dispose();
        }
    }

    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_new(nint data, nint deleter, nint sizes, int dimensions, sbyte type, sbyte dtype, int deviceType, int deviceIndex, byte requiresGrad);
}
