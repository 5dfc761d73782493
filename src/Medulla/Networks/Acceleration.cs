using Medulla.Imaging;
using TorchSharp;

namespace Medulla.Networks;

/// <summary>What makes published networks faster elsewhere.</summary>
public static class Acceleration
{
    /// <summary>Gives the network as it is and says so: there is no TensorRT here, as there is none for the reference where it is not installed.</summary>
    /// <param name="model">The network.</param>
    /// <param name="basePath">Where compiled networks would lie.</param>
    /// <param name="args">Options of the compiler.</param>
    /// <param name="submodule">Which parts would be compiled.</param>
    [ReferenceName("trt_compile")]
    public static torch.nn.Module TensorRt(torch.nn.Module model, string basePath, IReadOnlyDictionary<string, object?>? args = null, object? submodule = null)
    {
        Console.Error.WriteLine("trt_compile: there is no TensorRT here; the network runs as it is, with the same results.");
        return model;
    }
}
