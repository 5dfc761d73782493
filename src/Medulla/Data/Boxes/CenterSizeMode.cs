using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Centre and size: [xcenter, ycenter, zcenter, xsize, ysize, zsize]. A negative size counts as 0.</summary>
public sealed record CenterSizeMode : BoxMode
{
    private protected override string Name(int axes) => axes == 2 ? "ccwh" : "cccwhd";

    private protected override IReadOnlyList<Tensor> Corners(IReadOnlyList<Tensor> numbers, int axes)
    {
        Tensor Half(int axis) => numbers[axes + axis].div(2).to_type(ScalarType.Float32).clamp(min: 0).to_type(numbers[axis].dtype);
        return [.. Enumerable.Range(0, axes).Select(axis => numbers[axis] - Half(axis)), .. Enumerable.Range(0, axes).Select(axis => numbers[axis] + Half(axis))];
    }

    private protected override IEnumerable<Tensor> Numbers(IReadOnlyList<Tensor> corners, int axes)
        => [
            .. corners.Take(axes).Zip(corners.Skip(axes), (low, high) => (low + high).div(2)),
            .. corners.Take(axes).Zip(corners.Skip(axes), (low, high) => high - low),
        ];
}
