using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Finished planes of one output of a network.</summary>
/// <param name="Output">Which output of the network.</param>
/// <param name="Item">Which image of the batch.</param>
/// <param name="Start">The first plane, along the first spatial axis.</param>
/// <param name="Planes">[K, planes, spatial...]; lives for the call only.</param>
/// <param name="Shape">Shape of the whole output, [B, K, spatial...].</param>
public sealed record StitchedSlab(int Output, int Item, long Start, Tensor Planes, Values<long> Shape);
