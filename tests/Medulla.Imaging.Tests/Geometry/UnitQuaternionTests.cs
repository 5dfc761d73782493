using FsCheck.Fluent;
using FsCheck;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Tests.Geometry;

public class UnitQuaternionTests
{
    [Fact]
    public void MatrixAndBack_IsTheSameRotation()
        => Prop.ForAll(Maps.Rotations, q =>
        {
            var rotation = q.ToAffine();
            var back = UnitQuaternion.FromRotation(rotation);
            return back.W >= 0 && back.ToAffine().IsClose(rotation, 1e-12) && Math.Abs(rotation.Determinant - 1) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ThreeParts_GiveTheFourth()
        => Prop.ForAll(Maps.Rotations, q => Math.Abs(UnitQuaternion.FromAxis(q.X, q.Y, q.Z).W - q.W) < 1e-7).QuickCheckThrowOnFailure();

    [Fact]
    public void QuarterTurnAboutZ_TakesXToY()
    {
        // Half of 90 degrees: w = z = sqrt 1/2.
        var turned = new UnitQuaternion(Math.Sqrt(0.5), 0, 0, Math.Sqrt(0.5)).ToAffine().Apply(1, 0, 0);
        Assert.Equal([0, 1, 0], turned.Select(x => Math.Round(x, 12)));
    }

    [Fact]
    public void PartsLongerThanOne_AreRejected()
    {
        Assert.Equal(0, UnitQuaternion.FromAxis(1, 1e-8, 0).W);   // within rounding
        var exception = Assert.Throws<ArgumentException>(() => UnitQuaternion.FromAxis(1, 0.5, 0));
        Assert.Contains("1.25", exception.Message);
        Assert.Throws<ArgumentException>(() => UnitQuaternion.FromAxis(double.NaN, 0, 0));
    }
}
