using System.Text;
using Medulla.Weights.Archives;

namespace Medulla.Weights.Pickles;

/// <summary>The zip form: <c>NAME/data.pkl</c>, <c>NAME/data/KEY</c> for each storage, <c>NAME/byteorder</c>.</summary>
internal sealed class ZipContainer : ITensorContainer
{
    /// <summary>How many times the file's size its pickle may have; it is rarely a hundredth.</summary>
    public const int MaxPickle = 4;

    private const string PickleName = "data.pkl";
    private readonly BoundedFile file;
    private readonly ZipReader zip;
    private readonly string prefix;

    public ZipContainer(BoundedFile file, bool keepUnknown)
    {
        (this.file, zip) = (file, ZipReader.Open(file));
        string[] pickles = [.. zip.Entries.Keys.Where(name => name == PickleName || (name.EndsWith("/" + PickleName, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - PickleName.Length - 1))];
        if (pickles is not [var pickle])
        {
            throw file.Bad($"the zip file holds {(pickles.Length == 0 ? "no" : "more than one")} {PickleName}; is it a file of torch.save or torch.jit.save (1.6 or later)?");
        }
        prefix = pickle[..^PickleName.Length];
        IsBigEndian = ByteOrderMark() == "big";
        Format = zip.Entries.ContainsKey(prefix + "constants.pkl") ? PyTorchFormat.TorchScript : PyTorchFormat.Zip;
        var bytes = zip.Read(zip.Entries[pickle], file.Length * MaxPickle);
        Root = new PickleMachine(new(file, pickle, bytes), keepUnknown ? PickleNames.FindOrKeep : Format == PyTorchFormat.TorchScript ? PickleNames.FindOrScripted : PickleNames.Find).Run();
    }

    public PyTorchFormat Format { get; }

    public object? Root { get; }

    public bool IsBigEndian { get; }

    public void Read(StorageReference storage, long length, ZipReader.SliceAt slices)
    {
        var name = $"{prefix}data/{storage.Key}";
        if (!zip.Entries.TryGetValue(name, out var entry))
        {
            throw file.Bad($"the storage '{name}' is missing");
        }
        if (entry.Length != length)
        {
            throw file.Bad($"the storage '{name}' has {entry.Length} bytes, but the pickle says {length}");
        }
        zip.Read(entry, slices);
    }

    private string ByteOrderMark()
    {
        if (!zip.Entries.TryGetValue(prefix + "byteorder", out var entry))
        {
            return "little";
        }
        var mark = Encoding.ASCII.GetString(zip.Read(entry, 16)).Trim();
        return mark is "little" or "big" ? mark : throw file.Bad($"the byte order is '{mark}'; little or big is expected");
    }
}
