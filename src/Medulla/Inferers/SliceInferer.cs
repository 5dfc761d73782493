using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Runs a 2-D network slice by slice, and in each slice window by window, over volumes.</summary>
/// <param name="SpatialDim">The axis across the slices: 0, 1 or 2.</param>
/// <param name="RoiSize">Size of the windows within a slice, two numbers; 0 or less means the slice's size.</param>
/// <param name="SwBatchSize"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='SwBatchSize']"/></param>
/// <param name="Overlap"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Overlap']"/></param>
/// <param name="Mode"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Mode']"/></param>
/// <param name="SigmaScale"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='SigmaScale']"/></param>
/// <param name="PaddingMode"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='PaddingMode']"/></param>
/// <param name="Cval"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Cval']"/></param>
/// <param name="SwDevice"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='SwDevice']"/></param>
/// <param name="Device"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Device']"/></param>
/// <param name="Progress"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Progress']"/></param>
/// <param name="CpuThresh"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='CpuThresh']"/></param>
/// <param name="BufferSteps"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='BufferSteps']"/></param>
/// <param name="BufferDim"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='BufferDim']"/></param>
/// <exception cref="ArgumentException">An argument lies outside its bounds.</exception>
public sealed record SliceInferer(
    int SpatialDim = 0, Values<int>? RoiSize = null, int SwBatchSize = 1, Values<double>? Overlap = null, BlendMode Mode = BlendMode.Constant,
    Values<double>? SigmaScale = null, PadMode PaddingMode = PadMode.Constant, double Cval = 0, Device? SwDevice = null, Device? Device = null,
    bool Progress = false, int? CpuThresh = null, int? BufferSteps = null, int BufferDim = -1)
    : SlidingWindowInferer(
        RoiSize, SwBatchSize, Overlap, Mode, SigmaScale, PaddingMode, Cval, SwDevice, Device, Progress, CacheRoiWeightMap: false, CpuThresh, BufferSteps, BufferDim)
{
    /// <summary>The axis across the slices.</summary>
    public int SpatialDim { get; init; } = SpatialDim is >= 0 and <= 2 ? SpatialDim
        : throw new ArgumentOutOfRangeException(nameof(SpatialDim), SpatialDim, "SliceInferer: spatial_dim must be 0, 1 or 2.");

    /// <summary>Windows of one slice, which the network gets as [b, C, window...].</summary>
    private protected override (SlidingWindowInferer Inferer, Func<WindowBatch, NetworkOutput> Network) Over(Tensor inputs, Func<WindowBatch, NetworkOutput> network)
    {
        if (RoiSize?.Count != 2 || inputs.Dimensions != 5)
        {
            throw new ArgumentException($"SliceInferer: roi_size is {RoiSize?.ToString() ?? "null"} and the images are [{string.Join(", ", inputs.shape)}]; "
                + "two numbers and [B, C, H, W, D] are expected.");
        }
        var axis = SpatialDim + 2;
        return (
            this with { RoiSize = Values.From(RoiSize.Take(SpatialDim).Append(1).Concat(RoiSize.Skip(SpatialDim))) },
            windows => network(windows with { Data = windows.Data.squeeze(axis), Condition = windows.Condition?.squeeze(axis) }).Select(output => output.unsqueeze(axis)));
    }
}
