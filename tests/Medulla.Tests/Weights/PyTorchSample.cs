using System.Text.Json;
using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

/// <summary>Files that PyTorch 2.6 wrote, each with the tensors and plain values that must come out.</summary>
internal static class PyTorchSample
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Weights", "PyTorch");

    public static string File(string name) => Path.Combine(Folder, name);

    public static IReadOnlyDictionary<string, Tensor> Tensors(string name) => SafeTensors.Load(Path.ChangeExtension(File(name), "safetensors"));

    public static JsonElement Values(string name) => JsonDocument.Parse(System.IO.File.ReadAllText(Path.ChangeExtension(File(name), "json"))).RootElement;

    public static void AssertEqual(Tensor expected, Tensor found, string name)
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.shape.SequenceEqual(found.shape), $"{name}: [{string.Join(", ", found.shape)}]");
        Assert.Equal(expected.dtype, found.dtype);
        Assert.True(found.contiguous().bytes.SequenceEqual(expected.contiguous().bytes), name);
    }
}
