using System.Numerics;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Masks of any element type as the kernels take them.</summary>
internal static class MaskBytes
{
    /// <summary>The mask as bool, contiguous; null if it is not on the CPU, or holds anything but 0 and 1.</summary>
    public static Tensor? Of(Tensor mask)
    {
        if (mask.device_type != DeviceType.CPU)
        {
            return null;
        }
        var values = mask.contiguous();
        return values.dtype switch
        {
            ScalarType.Bool => values,
            ScalarType.Byte => Read<byte>(values),
            ScalarType.Int16 => Read<short>(values),
            ScalarType.Int32 => Read<int>(values),
            ScalarType.Int64 => Read<long>(values),
            ScalarType.Float32 => Read<float>(values),
            ScalarType.Float64 => Read<double>(values),
            _ => null,
        };
    }

    private static Tensor? Read<T>(Tensor values)
        where T : unmanaged, INumber<T>
    {
        var mask = empty(values.shape, ScalarType.Bool);
        return BinaryMask.TryRead<T>(values.AsSpan<T>(), mask.AsSpan<byte>()) ? mask : null;
    }
}
