using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>
/// A sliding window that finds where its result fits: it is stitched where the images lie; if memory does not suffice there, on the CPU
/// by way of slabs where the windows are, ever thinner ones, and at last on the CPU alone. A given <paramref name="Device"/> is used as it is.
/// </summary>
/// <param name="RoiSize"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='RoiSize']"/></param>
/// <param name="SwBatchSize"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='SwBatchSize']"/></param>
/// <param name="Overlap"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Overlap']"/></param>
/// <param name="Mode"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Mode']"/></param>
/// <param name="SigmaScale"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='SigmaScale']"/></param>
/// <param name="PaddingMode"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='PaddingMode']"/></param>
/// <param name="Cval"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Cval']"/></param>
/// <param name="SwDevice"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='SwDevice']"/></param>
/// <param name="Device">Where the result is stitched; found out if null.</param>
/// <param name="Progress"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='Progress']"/></param>
/// <param name="CacheRoiWeightMap"><inheritdoc cref="SlidingWindowInferer" path="/param[@name='CacheRoiWeightMap']"/></param>
/// <param name="CpuThresh">Images of more voxels than this are not tried where they lie; all are if null.</param>
/// <param name="BufferSteps">Window positions in a slab, at first; 1 if null, and no slabs if 0 or less.</param>
/// <param name="BufferDim">Not used: slabs run along the last axis, or the longest where that is at least twice as long.</param>
/// <remarks>The result is allocated after the first windows, so a try that fails costs little; nothing is remembered from call to call.</remarks>
/// <exception cref="ArgumentException">An argument lies outside its bounds.</exception>
public sealed record SlidingWindowInfererAdapt(
    Values<int>? RoiSize, int SwBatchSize = 1, Values<double>? Overlap = null, BlendMode Mode = BlendMode.Constant, Values<double>? SigmaScale = null,
    PadMode PaddingMode = PadMode.Constant, double Cval = 0, Device? SwDevice = null, Device? Device = null, bool Progress = false,
    bool CacheRoiWeightMap = false, int? CpuThresh = null, int? BufferSteps = null, int BufferDim = -1)
    : SlidingWindowInferer(
        RoiSize, SwBatchSize, Overlap, Mode, SigmaScale, PaddingMode, Cval, SwDevice, Device, Progress, CacheRoiWeightMap, CpuThresh, BufferSteps, BufferDim)
{
    /// <inheritdoc/>
    public override NetworkOutput RunWindows(Tensor inputs, Func<WindowBatch, NetworkOutput> network, Tensor? condition = null)
    {
        if (Device is not null)
        {
            return Stitch(inputs, network, condition);
        }
        SlidingWindowInfererAdapt[] tries = [.. Tries(inputs.device, inputs.shape)];
        foreach (var one in tries[..^1])
        {
            try
            {
                return one.Stitch(inputs, network, condition);
            }
            catch (Exception e) when (Runtime.OutOfMemory.Is(e))
            {
                // The next one needs less.
            }
        }
        return tries[^1].Stitch(inputs, network, condition);
    }

    /// <summary>What is tried in turn, on images of a shape that lie on a device.</summary>
    internal IEnumerable<SlidingWindowInfererAdapt> Tries(Device device, long[] shape)
    {
        var space = shape[2..];
        if (device.type != TorchSharp.DeviceType.CPU)
        {
            if (!(CpuThresh < space.Aggregate(1L, (product, length) => product * length)))
            {
                yield return this with { Device = device, BufferSteps = null };
            }
            var longest = Array.IndexOf(space, space.Max());
            var axis = space[longest] >= 2 * space[^1] ? longest : -1;
            for (var steps = BufferSteps ?? 1; steps > 0; steps /= 2)
            {
                yield return this with { Device = CPU, BufferSteps = steps, BufferDim = axis };
            }
        }
        yield return this with { Device = CPU, BufferSteps = null };
    }
}
