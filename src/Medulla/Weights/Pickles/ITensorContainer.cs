using Medulla.Weights.Archives;

namespace Medulla.Weights.Pickles;

/// <summary>A file that holds a pickle and the bytes of its storages.</summary>
internal interface ITensorContainer
{
    PyTorchFormat Format { get; }

    /// <summary>What the pickle builds; see <see cref="PickleMachine.Run"/>.</summary>
    object? Root { get; }

    /// <summary>Whether numbers are stored high byte first.</summary>
    bool IsBigEndian { get; }

    /// <summary>Reads the bytes of a whole storage as they are stored.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="slices">Gives the memory to read to.</param>
    /// <exception cref="WeightsFormatException">The storage is missing, of another length or damaged.</exception>
    void Read(StorageReference storage, long length, ZipReader.SliceAt slices);
}
