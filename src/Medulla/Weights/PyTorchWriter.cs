using Medulla.Runtime;
using Medulla.Weights.Archives;
using Medulla.Weights.Pickles;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>Writes the zip form of PyTorch's files.</summary>
internal static class PyTorchWriter
{
    private const int SliceBytes = 1 << 18;   // in cache between checksum and writing

    public static void Write(string path, object? root)
    {
        var (pickle, storages) = PickleWriter.Write(root);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                var zip = new ZipWriter(stream);
                zip.Add("archive/data.pkl", pickle);
                zip.Add("archive/byteorder", "little"u8.ToArray());
                for (var key = 0; key < storages.Count; key++)
                {
                    WriteStorage(zip, key, storages[key].Tensor, storages[key].Type);
                }
                zip.Add("archive/version", "3\n"u8.ToArray());
                zip.Finish();
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteStorage(ZipWriter zip, int key, Tensor tensor, ElementType type)
    {
        using var scope = NewDisposeScope();
        var contiguous = tensor.detach().cpu().contiguous();
        var length = contiguous.numel() * type.Size;
        zip.Add($"archive/data/{key}", length, write =>
        {
            for (var position = 0L; position < length; position += SliceBytes)
            {
                write(contiguous.BytesAt(position, (int)Math.Min(SliceBytes, length - position)));
            }
        });
    }
}
