using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Corners in the plane, then the ends along the third axis: [xmin, ymin, xmax, ymax, zmin, zmax].</summary>
public sealed record CornerCornerModeTypeC : BoxMode
{
    private protected override string Name(int axes) => axes == 2 ? "xyxy" : "xyxyzz";

    private protected override IReadOnlyList<Tensor> Corners(IReadOnlyList<Tensor> numbers, int axes)
        => axes == 2 ? numbers : [numbers[0], numbers[1], numbers[4], numbers[2], numbers[3], numbers[5]];

    private protected override IEnumerable<Tensor> Numbers(IReadOnlyList<Tensor> corners, int axes)
        => axes == 2 ? corners : [corners[0], corners[1], corners[3], corners[4], corners[2], corners[5]];
}
