namespace Medulla.Data;

/// <summary>Items by number, each prepared on request. Calls may come from several threads.</summary>
public interface IDataset
{
    /// <summary>Number of items.</summary>
    int Count { get; }

    /// <summary>The item as it was given, for messages: which files it is made of.</summary>
    Sample Item(int index);

    /// <summary>The prepared samples of one item; several where the pipeline makes several of it.</summary>
    /// <param name="index">Number of the item, from 0.</param>
    /// <param name="seed">Seed of everything random in its preparation.</param>
    IReadOnlyList<Sample> Get(int index, uint seed);
}
