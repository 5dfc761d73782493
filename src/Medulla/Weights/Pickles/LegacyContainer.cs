using System.Buffers.Binary;
using System.Numerics;
using Medulla.Weights.Archives;

namespace Medulla.Weights.Pickles;

/// <summary>
/// The form before the zip file: pickles of a magic number, a protocol version, the writer's system, the object, the storages' keys;
/// then each storage as a count of elements (int64) and its bytes.
/// </summary>
internal sealed class LegacyContainer : ITensorContainer
{
    private const int Protocol = 1001;
    private static readonly byte[] Start = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
    private readonly BoundedFile file;
    private readonly Dictionary<string, (long Offset, long Length)> places = [];

    public LegacyContainer(BoundedFile file, bool keepUnknown)
    {
        this.file = file;
        var input = new PickleInput(file);
        Func<string, string, PickledName?> find = keepUnknown ? PickleNames.FindOrKeep : PickleNames.Find;
        if (Run(input, find).Root is not BigInteger || Run(input, find).Root is not (long)Protocol)
        {
            throw file.Bad($"the file is of another version than {Protocol}, the last before the zip form");
        }
        var system = Run(input, find).Root as OrderedDictionary<object, object?>;
        IsBigEndian = system is not null && system.TryGetValue("little_endian", out var little) ? little is false : throw file.Bad("the file does not say how its writer's system stores numbers");
        (Root, var storages) = Run(input, find);
        Locate(Run(input, find).Root as List<object?> ?? throw file.Bad("the file has no list of storages"), storages, input.Position);
    }

    public PyTorchFormat Format => PyTorchFormat.Legacy;

    public object? Root { get; }

    public bool IsBigEndian { get; }

    /// <summary>Whether a file begins as this form does.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Start);

    public void Read(StorageReference storage, long length, ZipReader.SliceAt slices)
    {
        if (!places.TryGetValue(storage.Key, out var place) || place.Length != length)
        {
            throw file.Bad($"the storage '{storage.Key}' of {length} bytes is missing");
        }
        for (var position = 0L; position < length;)
        {
            var slice = slices(position);
            file.ReadAt(place.Offset + position, slice);
            position += slice.Length;
        }
    }

    private static (object? Root, IReadOnlyDictionary<string, StorageReference> Storages) Run(PickleInput input, Func<string, string, PickledName?> find)
    {
        var machine = new PickleMachine(input, find);
        return (machine.Run(), machine.Storages);
    }

    private void Locate(List<object?> keys, IReadOnlyDictionary<string, StorageReference> storages, long position)
    {
        Span<byte> number = stackalloc byte[8];
        foreach (var item in keys)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage) || storage.Type is null)
            {
                throw file.Bad($"the storage '{item}' belongs to no tensor");
            }
            file.ReadAt(position, number);
            var count = IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(number) : BinaryPrimitives.ReadInt64LittleEndian(number);
            position += number.Length;
            var available = (file.Length - position) / storage.Type.Size;
            if (count != storage.Length || count > available || !places.TryAdd(key, (position, count * storage.Type.Size)))
            {
                throw file.Bad($"the storage '{key}' should have {storage.Length} elements of {storage.Type.Name} once; it has {count}, and the rest of the file has room for {available}");
            }
            position += count * storage.Type.Size;
        }
    }
}
