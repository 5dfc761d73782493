using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.CropPad;

/// <summary>On which sides voxels are added.</summary>
public enum PadMethod
{
    /// <summary>On both sides alike; an odd one goes to the end.</summary>
    Symmetric,

    /// <summary>At the end alone.</summary>
    End,
}

/// <summary>Pads the image up to a size; axes that are larger already stay as they are.</summary>
/// <param name="SpatialSize">Voxels along each axis, or one number for all; 0 or -1 leaves an axis as it is.</param>
/// <param name="Method">On which sides to pad.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
/// <param name="ConstantValues">
/// Instead of <paramref name="Value"/>: one value for all, or (before, after) first for channels, which counts for nothing, then for each axis.
/// </param>
public sealed record SpatialPad(
    Values<int> SpatialSize, PadMethod Method = PadMethod.Symmetric, [property: PerKey] PadMode Mode = PadMode.Constant,
    double Value = 0, Values<Values<double>>? ConstantValues = null) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var target = Values.From(Transforms.SpatialSize.Resolve(SpatialSize, source.Shape).Zip(source.Shape, Math.Max));
        var start = target.Zip(source.Shape, (size, own) => Method == PadMethod.Symmetric ? -((size - own) / 2) : 0).ToArray();
        return Mapping.Window(source, start, target, Sampling.Constant(Mode, Value, ConstantValues));
    }
}
