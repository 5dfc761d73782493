using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Takes batches apart into what networks are called with, in a way that has settings. Engines take its <see cref="Call"/>.</summary>
public abstract class PrepareBatch
{
    /// <summary>What a batch gives the network.</summary>
    /// <param name="batchdata">What the loader gave.</param>
    /// <param name="device">Where tensors go.</param>
    /// <param name="nonBlocking">Whether copies to a GPU need not wait; here they do.</param>
    /// <exception cref="ArgumentException">The batch lacks something.</exception>
    public abstract PreparedBatch Call(object? batchdata, Device? device = null, bool nonBlocking = false);
}
