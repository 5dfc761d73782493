using System.IO.Compression;
using System.Text;

namespace Medulla.Tests.Weights;

/// <summary>Pickles and the zip files around them, put together by hand.</summary>
internal static class PickleBytes
{
    /// <summary>Opcodes and operands: characters are bytes.</summary>
    public static byte[] Of(string opcodes) => Encoding.Latin1.GetBytes(opcodes);

    /// <summary>The opcodes of a short string.</summary>
    public static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    /// <summary>The opcodes of a float storage.</summary>
    public static string Storage(string key, int length, string type = "torch\nFloatStorage") => $"({Text("storage")}c{type}\n{Text(key)}{Text("cpu")}K{(char)length}tQ";

    /// <summary>The opcodes of a tensor.</summary>
    public static string Tensor(string storage, string rest) => $"ctorch._utils\n_rebuild_tensor_v2\n({storage}{rest}\x89)tR";

    /// <summary>A file as <c>torch.save</c> makes it.</summary>
    public static byte[] Zip(string opcodes, params (string Name, byte[] Content)[] entries) => Zip(Of(opcodes), CompressionLevel.NoCompression, entries);

    /// <summary>A file as <c>torch.save</c> makes it.</summary>
    public static byte[] Zip(byte[] pickle, CompressionLevel compression, params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in (ReadOnlySpan<(string, byte[])>)[("data.pkl", pickle), .. entries])
            {
                using var entry = zip.CreateEntry($"archive/{name}", compression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>The bytes of numbers.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
