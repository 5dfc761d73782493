using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Lower corner and size: [xmin, ymin, zmin, xsize, ysize, zsize]. A negative size counts as 0.</summary>
public sealed record CornerSizeMode : BoxMode
{
    private protected override string Name(int axes) => axes == 2 ? "xywh" : "xyzwhd";

    private protected override IReadOnlyList<Tensor> Corners(IReadOnlyList<Tensor> numbers, int axes)
        => [.. numbers.Take(axes), .. numbers.Take(axes).Zip(numbers.Skip(axes), (low, size) => low + size.to_type(ScalarType.Float32).clamp(min: 0).to_type(low.dtype))];

    private protected override IEnumerable<Tensor> Numbers(IReadOnlyList<Tensor> corners, int axes)
        => [.. corners.Take(axes), .. corners.Take(axes).Zip(corners.Skip(axes), (low, high) => high - low)];
}
