using System.Reflection;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>
/// What the numbers of axis-aligned boxes mean. Corners are at voxel faces' coordinates: a box from 1 to 3 is 2 wide. Modes are known
/// by their class or by a name such as "xyzxyz" or "cccwhd".
/// </summary>
public abstract record BoxMode
{
    private static readonly BoxMode[] Known =
        [new CornerCornerModeTypeA(), new CornerCornerModeTypeB(), new CornerCornerModeTypeC(), new CornerSizeMode(), new CenterSizeMode()];

    /// <summary>Lower corners, then upper ones: "xyxy" or "xyzxyz". What every function here takes unless it says otherwise.</summary>
    public static BoxMode Standard => Known[0];

    /// <summary>The mode of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static implicit operator BoxMode(string name)
        => Known.FirstOrDefault(mode => mode.GetName(2) == name || mode.GetName(3) == name)
            ?? throw new ArgumentException($"there is no box mode '{name}'; there are {string.Join(", ", Known.SelectMany(mode => new[] { mode.GetName(2), mode.GetName(3) }).Distinct())}.");

    /// <summary>The mode of a class.</summary>
    /// <exception cref="ArgumentException">The class is no box mode that can be made without arguments.</exception>
    public static implicit operator BoxMode(Type type)
        => typeof(BoxMode).IsAssignableFrom(type) && type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, []) is { } make ? (BoxMode)make.Invoke([])
            : throw new ArgumentException($"{type.Name} is no box mode; a class derived from {nameof(BoxMode)} is expected.");

    /// <summary>The mode's name for images of 2 or 3 axes.</summary>
    /// <exception cref="ArgumentException">Another number of axes.</exception>
    public string GetName(int spatialDims)
        => spatialDims is 2 or 3 ? Name(spatialDims) : throw new ArgumentException($"boxes have 2 or 3 axes; {spatialDims} were asked for.");

    /// <summary>The corners of boxes.</summary>
    /// <param name="boxes">[N, 4] or [N, 6].</param>
    /// <returns>Lower corners along each axis, then upper ones, each [N, 1].</returns>
    /// <exception cref="ArgumentException">The boxes are of another shape.</exception>
    public IReadOnlyList<Tensor> BoxesToCorners(Tensor boxes)
    {
        var axes = Axes(boxes);
        return Corners([.. boxes.split(1, dim: 1)], axes);
    }

    /// <summary>Boxes of corners.</summary>
    /// <param name="corners">Lower corners along each axis, then upper ones, each [N, 1].</param>
    /// <returns>[N, 4] or [N, 6].</returns>
    /// <exception cref="ArgumentException">There are neither 4 nor 6 corners.</exception>
    public Tensor CornersToBoxes(IReadOnlyList<Tensor> corners)
        => corners.Count is 4 or 6 ? cat([.. Numbers(corners, corners.Count / 2)], -1)
            : throw new ArgumentException($"a box has 4 corner coordinates in 2-D and 6 in 3-D; {corners.Count} were given.");

    /// <summary>Axes of boxes.</summary>
    /// <exception cref="ArgumentException">They are neither [N, 4] nor [N, 6].</exception>
    public static int Axes(Tensor boxes)
        => boxes.Dimensions == 2 && boxes.shape[1] is 4 or 6 ? (int)boxes.shape[1] / 2
            : throw new ArgumentException($"boxes are [N, 4] or [N, 6]; these are [{string.Join(", ", boxes.shape)}].");

    private protected abstract string Name(int axes);

    private protected abstract IReadOnlyList<Tensor> Corners(IReadOnlyList<Tensor> numbers, int axes);

    private protected abstract IEnumerable<Tensor> Numbers(IReadOnlyList<Tensor> corners, int axes);
}
