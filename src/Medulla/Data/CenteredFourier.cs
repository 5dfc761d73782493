using Medulla.Imaging;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>The orthonormal Fourier transform with frequency 0 in the middle, as scanners record k-space.</summary>
public static class CenteredFourier
{
    /// <summary>From image to k-space.</summary>
    /// <param name="im">[C, spatial..., 2] with real and imaginary parts; [C, spatial...] if not <paramref name="isComplex"/>.</param>
    /// <param name="spatialDims">Number of spatial axes.</param>
    /// <param name="isComplex">Whether the last axis holds real and imaginary parts.</param>
    /// <returns>[C, spatial..., 2].</returns>
    /// <exception cref="ArgumentException">The last axis of complex input has not two elements, or there are fewer axes than said.</exception>
    [ReferenceName("fftn_centered", "fftn_centered_t")]
    public static Tensor FftnCentered(Tensor im, int spatialDims, bool isComplex = true)
        => Transform(im, spatialDims, isComplex, (x, axes) => fft.fftn(x, dim: axes, norm: FFTNormType.Ortho));

    /// <summary>From k-space to image.</summary>
    /// <param name="ksp">[C, spatial..., 2] with real and imaginary parts; [C, spatial...] if not <paramref name="isComplex"/>.</param>
    /// <param name="spatialDims">Number of spatial axes.</param>
    /// <param name="isComplex">Whether the last axis holds real and imaginary parts.</param>
    /// <returns>[C, spatial..., 2].</returns>
    /// <exception cref="ArgumentException">The last axis of complex input has not two elements, or there are fewer axes than said.</exception>
    [ReferenceName("ifftn_centered", "ifftn_centered_t")]
    public static Tensor IfftnCentered(Tensor ksp, int spatialDims, bool isComplex = true)
        => Transform(ksp, spatialDims, isComplex, (x, axes) => fft.ifftn(x, dim: axes, norm: FFTNormType.Ortho));

    /// <summary>From image to k-space; what is known of the image stays with it.</summary>
    /// <param name="im">An image as for tensors.</param>
    /// <param name="spatialDims">Number of spatial axes.</param>
    /// <param name="isComplex">Whether the last axis holds real and imaginary parts.</param>
    [ReferenceName("fftn_centered")]
    public static MetaTensor FftnCentered(MetaTensor im, int spatialDims, bool isComplex = true)
        => im.WithData(FftnCentered(im.Data, spatialDims, isComplex));

    /// <summary>From k-space to image; what is known of the image stays with it.</summary>
    /// <param name="ksp">K-space as for tensors.</param>
    /// <param name="spatialDims">Number of spatial axes.</param>
    /// <param name="isComplex">Whether the last axis holds real and imaginary parts.</param>
    [ReferenceName("ifftn_centered")]
    public static MetaTensor IfftnCentered(MetaTensor ksp, int spatialDims, bool isComplex = true)
        => ksp.WithData(IfftnCentered(ksp.Data, spatialDims, isComplex));

    private static Tensor Transform(Tensor input, int spatialDims, bool isComplex, Func<Tensor, long[], Tensor> transform)
    {
        var shape = input.shape;
        if (isComplex && shape[^1] != 2)
        {
            throw new ArgumentException($"CenteredFourier: the last axis of [{string.Join(", ", shape)}] holds real and imaginary parts and must have 2 elements; real input needs isComplex: false.");
        }
        if (spatialDims < 1 || spatialDims > shape.Length - (isComplex ? 1 : 0))
        {
            throw new ArgumentException($"CenteredFourier: {spatialDims} spatial axes were asked for of an array [{string.Join(", ", shape)}].");
        }
        var axes = Enumerable.Range(0, spatialDims).Select(i => (long)(i - spatialDims)).ToArray();
        return TensorMemory.Scoped(() =>
        {
            var values = isComplex ? view_as_complex(input.contiguous()) : input;
            return view_as_real(fft.fftshift(transform(fft.ifftshift(values, axes), axes), axes).contiguous()).alias();
        });
    }
}
