using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>Files of weights: 100 matrices of 1 MB.</summary>
internal static class WeightWorkloads
{
    private const int Count = 100, Side = 512;

    /// <summary>All of them; the files are made in a folder.</summary>
    public static IEnumerable<Workload> All(string data)
    {
        var path = Path.Combine(data, "weights_100mb");
        var module = new Lazy<nn.Module>(() => nn.Sequential(Enumerable.Range(0, Count).Select(_ => nn.Linear(Side, Side, hasBias: false))));
        var made = new Lazy<string>(() =>
        {
            using var scope = NewDisposeScope();
            Directory.CreateDirectory(data);
            PyTorchFile.Save($"{path}.pt", module.Value.state_dict());
            SafeTensors.Save($"{path}.safetensors", module.Value.state_dict());
            module.Value.save($"{path}.dat");
            return path;
        });
        yield return new(
            "load_pytorch_100mb", () => Scoped(() => _ = WeightFile.Load($"{made.Value}.pt")),
            () => Measurement.Time(() => module.Value.load($"{made.Value}.dat")));
        yield return new("load_safetensors_100mb", () => Scoped(() => _ = WeightFile.Load($"{made.Value}.safetensors")));
        yield return new("save_pytorch_100mb", () => PyTorchFile.Save($"{made.Value}.saved.pt", module.Value.state_dict()));
    }

    private static void Scoped(Action read)
    {
        using var scope = NewDisposeScope();
        read();
    }
}
