using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Randomness;
using Medulla.Runtime;
using Medulla.Transforms.CropPad;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Spatial;

/// <summary>Bends a 2-D image at random, by splines between control points that are moved by Gaussian noise, after a random affine motion. Its affine stays.</summary>
/// <param name="Spacing">Voxels between control points along each axis, or one number for both.</param>
/// <param name="MagnitudeRange">Range of the moves' standard deviation, voxels.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="RotateRange">Range of the angle, radians; null leaves rotation out.</param>
/// <param name="ShearRange">Ranges of shear: x by y, y by x.</param>
/// <param name="TranslateRange">Ranges of shifts for each axis, voxels.</param>
/// <param name="ScaleRange">Ranges that are added to a factor of 1 for each axis.</param>
/// <param name="SpatialSize">Size of the result; 0, -1 or null for the image's own. Also applied where the draw is to leave the image alone.</param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
public sealed record Rand2DElastic(
    Values<double> Spacing, Interval MagnitudeRange, double Prob = 0.1, Values<Interval?>? RotateRange = null, Values<Interval?>? ShearRange = null,
    Values<Interval?>? TranslateRange = null, Values<Interval?>? ScaleRange = null, Values<int>? SpatialSize = null,
    [property: PerKey] Interpolation Mode = Interpolation.Linear, [property: PerKey] PadMode PaddingMode = PadMode.Reflect)
    : RandomTransform<Rand2DElastic.Drawn>(Prob)
{
    private RandDeformGrid Deform => new(Spacing, MagnitudeRange);

    private RandAffine Motion => new(1, RotateRange, ShearRange, TranslateRange, ScaleRange);

    /// <summary>What a call drew.</summary>
    /// <param name="Size">Size of the result.</param>
    /// <param name="ControlGrid">Control points after their moves, [2, points...], voxels from the middle of the source; null where only the size changes.</param>
    public sealed record Drawn(Values<long> Size, Tensor? ControlGrid);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image) => Draw(random, random, image);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var source = image.SpatialShape;
            var sampling = new Sampling(Mode, PaddingMode);
            if (drawn.ControlGrid is not { } grid)
            {
                var toSource = Deformation.BetweenMiddles(drawn.Size, source, Imaging.Geometry.Affine.Identity(source.Count));
                return new Mapping(new(drawn.Size, image.Affine), toSource, sampling).Execute(image.Data).to_type(ScalarType.Float32, copy: true);
            }
            var middle = Imaging.Geometry.Affine.Create(2, (row, column) => column == 2 ? (source[row] - 1) / 2.0 : 0);
            return Deformation.Through(image.Data, Dense(grid, drawn.Size), middle, Deformation.Vectors(source), sampling);
        }));

    /// <summary>Moves and affine parameters come from generators of their own, which the reference asks twice on each call; the second answer counts.</summary>
    protected override IReadOnlyList<Generators?> CreateParts(Func<RandomState> source) => [new(source()), new(source())];

    /// <inheritdoc/>
    protected override Drawn? DrawOrSkip(Generators generators, MetaTensor image)
    {
        if (generators.Own.Rand() >= Prob)
        {
            return Unmoved(image);
        }
        Discard(generators, image);
        return Draw(Moves(generators), Motions(generators), image);
    }

    /// <inheritdoc/>
    protected override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        var act = generators.Own.Rand() < Prob;
        generators.Inner.Rand();
        Discard(generators, first);
        return act ? Draw(Moves(generators), Motions(generators), first) : Unmoved(first);
    }

    private static RandomState Moves(Generators generators) => generators.Children is [{ } moves, ..] ? moves.Own : generators.Inner;

    private static RandomState Motions(Generators generators) => generators.Children is [_, { } motion] ? motion.Own : generators.Inner;

    private Drawn Unmoved(MetaTensor image) => new(Size(image), null);

    private Values<long> Size(MetaTensor image)
        => image.SpatialShape.Count == 2 ? Transforms.SpatialSize.Resolve(SpatialSize, image.SpatialShape)
            : throw new ArgumentException($"Rand2DElastic bends images of 2 spatial axes; this one has {image.SpatialShape.Count}. Rand3DElastic takes 3.");

    private void Discard(Generators generators, MetaTensor image)
    {
        Deform.Draw(Moves(generators), Size(image).Span).Dispose();
        Motion.Draw(Motions(generators), image);
    }

    private Drawn Draw(RandomState moves, RandomState motion, MetaTensor image)
    {
        var size = Size(image);
        return new(size, TensorMemory.Scoped(() =>
        {
            var grid = Deform.Apply(moves, size).to_type(ScalarType.Float32);
            var map = Motion.Draw(motion, image).Motion!.ToAffine(2);
            return stack([.. Enumerable.Range(0, 2).Select(row => grid[0] * map[row, 0] + grid[1] * map[row, 1] + map[row, 2])]);
        }));
    }

    /// <summary>Splines between control points, and of these the middle.</summary>
    private Tensor Dense(Tensor grid, Values<long> size)
    {
        var steps = Deform.Steps(2);
        long[] fine = [.. steps.Select((step, axis) => (long)Math.Floor(grid.shape[axis + 1] * step))];
        var dense = nn.functional.interpolate(grid.unsqueeze(0), fine, mode: InterpolationMode.Bicubic, align_corners: false)[0];
        for (var axis = 0; axis < 2; axis++)
        {
            var roi = Math.Min(size[axis], fine[axis]);
            dense = dense.narrow(axis + 1, CenterSpatialCrop.Start(fine[axis] / 2, roi), roi);
        }
        return dense;
    }
}
