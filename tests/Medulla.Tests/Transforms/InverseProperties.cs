using FsCheck;
using FsCheck.Fluent;
using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Spatial;

namespace Medulla.Tests.Transforms;

public class InverseProperties
{
    private static readonly Gen<SpatialTransform> Moves = Gen.OneOf(
        Gen.SubListOf([0, 1, 2]).Where(axes => axes.Count > 0).Select(axes => (SpatialTransform)new Flip(Values.From(axes))),
        Gen.Choose(-5, 5).SelectMany(k => Gen.Elements<(int, int)>((0, 1), (0, 2), (1, 2), (2, 0)).Select(p => (SpatialTransform)new Rotate90(k, [p.Item1, p.Item2]))),
        Gen.Choose(7, 12).Select(n => (SpatialTransform)new SpatialPad(n)),
        Gen.Elements("RAS", "LPS", "PIR", "SAL", "ILP").Select(codes => (SpatialTransform)new Medulla.Transforms.Spatial.Orientation(codes)));

    [Fact]
    public void AnyChainOfMoves_IsUndone_VoxelForVoxel()
        => Prop.ForAll(Moves.ListOf().Select(list => list.Take(6).ToList()).ToArbitrary(), chain =>
        {
            var image = Images.Turned();
            var pipeline = new Compose(Values.From(chain.Cast<ITransform>()));
            Images.AssertSame(image, pipeline.Invert(pipeline.Apply(image)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyChainOfMoves_LazilyIsTheSame()
        => Prop.ForAll(Moves.ListOf().Select(list => list.Take(6).ToList()).ToArbitrary(), chain =>
        {
            var image = Images.Turned();
            var eager = new Compose(Values.From(chain.Cast<ITransform>())).Apply(image);
            Images.AssertSame(eager, new Compose(Values.From(chain.Cast<ITransform>()), Lazy: true).Apply(image));
        }).QuickCheckThrowOnFailure();
}
