using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>A file of weights in any format that is known; the content says which, not the name.</summary>
public static class WeightFile
{
    /// <summary>Reads weights as CPU tensors by name, from a safetensors file or a file of PyTorch (<c>torch.save</c> or <c>torch.jit.save</c>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Where the weights are in a file of PyTorch that holds more; see <see cref="PyTorchFile.Weights"/>.</param>
    /// <param name="keepUnknown">Whether a file of PyTorch that also holds objects of unknown classes is read; see <see cref="PyTorchFile.Open"/>.</param>
    /// <exception cref="WeightsFormatException">The file is damaged, of another format, or asks for something that is refused.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path, string? key = null, bool keepUnknown = false)
        => IsPyTorch(path) ? PyTorchFile.LoadWeights(path, key, keepUnknown)
            : key is null ? SafeTensors.Load(path)
            : throw new WeightsFormatException(path, $"the key '{key}' was asked for, but a safetensors file has none; leave it out");

    /// <summary>Whether a file begins as those of PyTorch do.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsPyTorch(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[16];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start.StartsWith("PK\x3\x4"u8) || Pickles.LegacyContainer.Begins(start);
    }
}
