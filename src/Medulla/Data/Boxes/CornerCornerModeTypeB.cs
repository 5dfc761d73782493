using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Lower and upper end, axis by axis: [xmin, xmax, ymin, ymax, zmin, zmax].</summary>
public sealed record CornerCornerModeTypeB : BoxMode
{
    private protected override string Name(int axes) => axes == 2 ? "xxyy" : "xxyyzz";

    private protected override IReadOnlyList<Tensor> Corners(IReadOnlyList<Tensor> numbers, int axes)
        => [.. Enumerable.Range(0, 2 * axes).Select(i => numbers[i % axes * 2 + i / axes])];

    private protected override IEnumerable<Tensor> Numbers(IReadOnlyList<Tensor> corners, int axes)
        => Enumerable.Range(0, 2 * axes).Select(i => corners[i % 2 * axes + i / 2]);
}
