using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Devices to compute on.</summary>
public static class Devices
{
    /// <summary>Devices as they are asked for.</summary>
    /// <param name="devices">The devices; all GPUs if null, the CPU if empty.</param>
    /// <exception cref="InvalidOperationException">All GPUs are asked for and there are none.</exception>
    public static IReadOnlyList<Device> GetDevicesSpec(IReadOnlyList<Device>? devices = null)
        => devices switch
        {
            null when cuda.is_available() => [.. Enumerable.Range(0, cuda.device_count()).Select(number => torch.device($"cuda:{number}"))],
            null => throw new InvalidOperationException("get_devices_spec: there is no GPU; give an empty list for the CPU."),
            [] => [CPU],
            _ => devices,
        };
}
