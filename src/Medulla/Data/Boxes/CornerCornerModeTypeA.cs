using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Lower corner, then upper corner: [xmin, ymin, zmin, xmax, ymax, zmax].</summary>
public sealed record CornerCornerModeTypeA : BoxMode
{
    private protected override string Name(int axes) => axes == 2 ? "xyxy" : "xyzxyz";

    private protected override IReadOnlyList<Tensor> Corners(IReadOnlyList<Tensor> numbers, int axes) => numbers;

    private protected override IEnumerable<Tensor> Numbers(IReadOnlyList<Tensor> corners, int axes) => corners;
}
