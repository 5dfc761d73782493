using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>Adds a zero at the end of each axis, so that a kernel of 3 halves an even size.</summary>
internal sealed class PadEnd(int spatialDims) : Block(nameof(PadEnd))
{
    protected override Tensor Compute(Tensor x) => nn.functional.pad(x, [.. Enumerable.Repeat((long[])[0, 1], spatialDims).SelectMany(pair => pair)]);
}
