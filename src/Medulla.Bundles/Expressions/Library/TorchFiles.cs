using Medulla.Weights;
using TorchSharp;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>"torch.load" and "torch.jit.load".</summary>
internal static class TorchFiles
{
    public static object? Load(string path)
        => SafeTensors.Load(path).ToDictionary(pair => pair.Key, pair => (object?)pair.Value);

    public static torch.nn.Module LoadScript(string path) => torch.jit.load(path);
}
