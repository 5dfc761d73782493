namespace Medulla.Data;

/// <summary>Says which items of a dataset come in an epoch, and in which order.</summary>
public interface ISampler
{
    /// <summary>Number of items of an epoch.</summary>
    int Count { get; }

    /// <summary>The numbers of the items.</summary>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    /// <param name="seed">Seed of anything random in the order of this epoch.</param>
    IReadOnlyList<int> Order(int epoch, uint seed);
}
