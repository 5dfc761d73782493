using System.Text;
using Medulla.Bundles.Components;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Values of parameters, buffers and inputs by the recorded formula (v1): a hash of name and index.</summary>
internal static class Fill
{
    /// <summary>An input, in [-1, 1).</summary>
    public static Tensor Input(string name, long[] shape, string dtype)
        => Values(name, shape, u => 2 * u - 1).to_type(Conversion.To<ScalarType>(dtype, "dtype"));

    /// <summary>The value of a parameter or buffer; null where it stays as constructed.</summary>
    public static Tensor? State(string name, Tensor like, bool isParameter, double gain)
    {
        if (!like.is_floating_point())
        {
            return null;
        }
        var shape = like.shape;
        var last = name.Split('.')[^1];
        if (isParameter)
        {
            var fanIn = shape.Length > 1 && shape[0] > 0 ? like.numel() / shape[0] : 1;
            var bound = gain * Math.Sqrt(3.0 / Math.Max(1, fanIn));
            return shape.Length > 1 ? Values(name, shape, u => (2 * u - 1) * bound)
                : shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal) ? Values(name, shape, u => 0.75 + 0.5 * u)
                : Values(name, shape, u => 0.1 * (2 * u - 1));
        }
        return last switch
        {
            "running_mean" => Values(name, shape, u => 0.1 * (2 * u - 1)),
            "running_var" => Values(name, shape, u => 0.5 + u),
            _ => null,
        };
    }

    private static Tensor Values(string name, long[] shape, Func<double, double> value)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 16777619u;
        }
        var result = empty(shape, ScalarType.Float64);
        var span = result.AsSpan<double>();
        for (var i = 0; i < span.Length; i++)
        {
            var x = hash ^ ((uint)i * 0x9E3779B1u);
            x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
            x = (x ^ (x >> 13)) * 0xC2B2AE35u;
            x ^= x >> 16;
            span[i] = value(x / 4294967296.0);
        }
        return result;
    }
}
