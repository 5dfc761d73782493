using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Reconstruction;

/// <summary>Complex numbers as pairs: arrays whose last axis holds real and imaginary parts.</summary>
public static class ComplexNumbers
{
    /// <summary>An array of complex numbers as pairs; one of real numbers as it is.</summary>
    /// <param name="data">[...].</param>
    /// <param name="dtype">Element type of the result; that of the parts if null.</param>
    /// <returns>[..., 2], or [...] where <paramref name="data"/> is real.</returns>
    [ReferenceName("convert_to_tensor_complex")]
    public static Tensor ToPairs(Tensor data, ScalarType? dtype = null)
    {
        var pairs = data.is_complex() ? view_as_real(data) : data;
        return dtype is { } type ? pairs.to_type(type) : pairs;
    }

    /// <summary>Absolute values.</summary>
    /// <param name="x">[..., 2].</param>
    /// <returns>[...].</returns>
    /// <exception cref="ArgumentException">The last axis has not two elements.</exception>
    [ReferenceName("complex_abs", "complex_abs_t")]
    public static Tensor Abs(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Checked(x).square().sum(-1).sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>Products.</summary>
    /// <param name="x">[..., 2].</param>
    /// <param name="y">[..., 2], broadcast.</param>
    /// <returns>[..., 2].</returns>
    /// <exception cref="ArgumentException">A last axis has not two elements.</exception>
    [ReferenceName("complex_mul", "complex_mul_t")]
    public static Tensor Multiply(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Checked(x).unbind(-1), Checked(y).unbind(-1));
        return stack([a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Complex conjugates.</summary>
    /// <param name="x">[..., 2].</param>
    /// <returns>[..., 2].</returns>
    /// <exception cref="ArgumentException">The last axis has not two elements.</exception>
    [ReferenceName("complex_conj", "complex_conj_t")]
    public static Tensor Conjugate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var parts = Checked(x).unbind(-1);
        return stack([parts[0], -parts[1]], -1).MoveToOuterDisposeScope();
    }

    private static Tensor Checked(Tensor x)
        => x.Dimensions > 0 && x.shape[^1] == 2 ? x : throw new ArgumentException($"complex numbers are pairs: the last axis must be 2; it is that of [{string.Join(", ", x.shape)}].");
}
