using System.Buffers.Binary;
using System.Text;

namespace Medulla.Tests.Weights;

/// <summary>A file that goes with the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medulla-weights-");

    public TemporaryFile() => Path = System.IO.Path.Combine(folder.FullName, "weights.safetensors");

    public TemporaryFile(byte[] content)
        : this() => File.WriteAllBytes(Path, content);

    public TemporaryFile(string header, params byte[] data)
        : this(Bytes(header, data)) { }

    public string Path { get; }

    public string[] Neighbours => [.. folder.GetFiles().Select(file => file.Name)];

    /// <summary>A safetensors file of the given header and data.</summary>
    public static byte[] Bytes(string header, params byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
