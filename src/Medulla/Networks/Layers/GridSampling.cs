using Medulla.Imaging.Kernels.Resampling;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Medulla.Imaging.Kernels.Resampling.Padding;

namespace Medulla.Networks.Layers;

/// <summary>Samples batches of images at batches of points, so that gradients flow to both.</summary>
internal static class GridSampling
{
    /// <summary>TorchSharp's own function knows no cubic interpolation, and takes its number for linear. The text must end in a new line.</summary>
    private static readonly Lazy<jit.CompilationUnit> Cubic = new(() => jit.compile(
        """
        def bicubic(x, grid, padding: int, align: bool):
            return torch.grid_sampler(x, grid, 2, padding, align)

        """));

    /// <summary>The values at points.</summary>
    /// <param name="owner">The layer, for messages.</param>
    /// <param name="images">[B, C, spatial...], two or three spatial axes.</param>
    /// <param name="grid">[B, spatial'..., axes], the last spatial axis first, -1 to 1 across the image.</param>
    /// <param name="mode">Between voxels: nearest, linear, or in 2-D cubic.</param>
    /// <param name="padding">Outside the image.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the outer voxels rather than their faces.</param>
    /// <exception cref="ArgumentException">Such images cannot be interpolated in this way.</exception>
    public static Tensor Sample(string owner, Tensor images, Tensor grid, Interpolation mode, Padding padding, bool alignCorners)
    {
        var outside = padding switch
        {
            Padding.Border => GridSamplePaddingMode.Border,
            Padding.Reflection => GridSamplePaddingMode.Reflection,
            _ => GridSamplePaddingMode.Zeros,
        };
        return Checked(owner, mode) switch
        {
            Interpolation.Nearest => nn.functional.grid_sample(images, grid, GridSampleMode.Nearest, outside, alignCorners),
            Interpolation.Linear => nn.functional.grid_sample(images, grid, GridSampleMode.Bilinear, outside, alignCorners),
            _ when images.Dimensions == 4 => (Tensor)Cubic.Value.invoke("bicubic", images, grid, (long)outside, alignCorners),
            _ => throw new ArgumentException($"{owner}: mode is {mode} and there are {images.Dimensions - 2} spatial axes; cubic interpolation works on 2. Use bilinear."),
        };
    }

    /// <summary>The interpolation, if there is a layer for it.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Interpolation Checked(string owner, Interpolation mode)
        => mode is Interpolation.Nearest or Interpolation.Linear or Interpolation.Cubic ? mode
        : throw new ArgumentException($"{owner}: mode is {mode}; nearest, bilinear or bicubic is expected.", nameof(mode));
}
