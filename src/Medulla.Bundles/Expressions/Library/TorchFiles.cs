using Medulla.Weights;
using TorchSharp;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>"torch.load" and "torch.jit.load".</summary>
internal static class TorchFiles
{
    /// <summary>The tree in a file, whatever its format: dictionaries, lists, numbers, text and arrays; no file makes anything else.</summary>
    public static object? Load(string path)
        => WeightFile.IsPyTorch(path) ? PyTorchFile.Load(path) : WeightFile.Load(path).ToDictionary(pair => pair.Key, pair => (object?)pair.Value);

    /// <summary>A TorchScript program as a network.</summary>
    /// <exception cref="ArgumentException">Programs are not trusted here.</exception>
    public static torch.nn.Module LoadScript(ModuleTable table, string path)
        => table.TrustsScripts ? TorchScriptNetwork.LoadAndTrust(path)
            : throw new ArgumentException($"'{path}' is TorchScript, a program. It runs only where that is said (--trust-scripts); its weights alone are read by torch.load.");
}
