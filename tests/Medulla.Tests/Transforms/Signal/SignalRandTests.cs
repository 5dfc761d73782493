using Medulla.Transforms;
using Medulla.Transforms.Signal;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Signal;

public class SignalRandTests
{
    private static MetaTensor Rows => new(arange(1, 13, ScalarType.Float32).view(2, 6));

    /// <summary>Numbers of scipy.ndimage.shift, which moves the rows as well.</summary>
    public static TheoryData<SignalExtension, int, float[]> Shifts => new()
    {
        { SignalExtension.Wrap, 2, [10, 11, 7, 8, 9, 10, 10, 11, 7, 8, 9, 10] },
        { SignalExtension.Wrap, -3, [4, 5, 6, 2, 3, 4, 4, 5, 6, 2, 3, 4] },
        { SignalExtension.Wrap, 9, [8, 9, 10, 11, 12, 8, 8, 9, 10, 11, 12, 8] },
        { SignalExtension.GridWrap, 9, [10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3] },
        { SignalExtension.Mirror, 2, [3, 2, 1, 2, 3, 4, 9, 8, 7, 8, 9, 10] },
        { SignalExtension.Mirror, 9, [8, 9, 10, 11, 12, 11, 2, 3, 4, 5, 6, 5] },
        { SignalExtension.Reflect, 2, [8, 7, 7, 8, 9, 10, 2, 1, 1, 2, 3, 4] },
        { SignalExtension.Reflect, 9, [4, 5, 6, 6, 5, 4, 4, 5, 6, 6, 5, 4] },
        { SignalExtension.Nearest, -3, [10, 11, 12, 12, 12, 12, 10, 11, 12, 12, 12, 12] },
        { SignalExtension.Constant, 2, [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1] },
    };

    [Theory]
    [MemberData(nameof(Shifts))]
    public void Shift_TakesSamplesFromBeyondTheEnds(SignalExtension mode, int samples, float[] expected)
        => Assert.Equal(expected, new SignalRandShift(mode, -1).Apply(Rows, new SignalRandShift.Drawn(samples / 6.0)).Voxels());

    [Fact]
    public void Scale_StaysWithinItsRange() => Assert.InRange(new SignalRandScale((2, 3)).Apply(Rows, 1).Voxels()[0], 2, 3);

    [Fact]
    public void Drop_SilencesOnePart_OfAllChannels()
    {
        var dropped = new SignalRandDrop().Apply(Rows, new SignalRandDrop.Drawn(0.5, 4)).Voxels();
        Assert.Equal([1f, 2, 3, 4, 0, 0, 7, 8, 9, 10, 0, 0], dropped);
    }

    [Fact]
    public void SingleChannel_LosesItsAxis()
        => Assert.Equal([6L], new SignalRandDrop().Apply(new(ones(1, 6)), 1).Data.shape);

    [Fact]
    public void Sine_HasTheDrawnHeightAndFrequency()
    {
        var wave = new SignalRandAddSine().Apply(new(zeros(1, 4)), new SignalRandAddSine.Drawn(2, Math.PI / 2)).Data;
        Assert.Equal(ScalarType.Float64, wave.dtype);
        Assert.Equal([0.0, 2, 0, -2], wave.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void SquarePulse_ChangesItsSignAfterHalfAPeriod()
        => Assert.Equal([3f, 3, -3, -3, 3], new SignalRandAddSquarePulse().Apply(new(zeros(1, 5)), new SignalRandAddSquarePulse.Drawn(3, Math.PI / 2 + 1e-6)).Voxels());

    [Fact]
    public void PartialWaves_ReplaceAPart()
    {
        Assert.Equal([1f, 1, 2, 2, 1, 1], new SignalRandAddSquarePulsePartial().Apply(new(ones(1, 6)), new SignalRandAddSquarePulsePartial.Drawn(2, 0.1, 0.4, 2)).Voxels());
        Assert.Equal([1f, 1, 1, 1, 1, 0], new SignalRandAddSinePartial().Apply(new(ones(1, 6)), new SignalRandAddSinePartial.Drawn(2, 0.1, 0.9, 5)).Voxels());
    }

    [Fact]
    public void GaussianNoise_IsTheSameInAllChannels()
    {
        var noise = (new SignalRandAddGaussianNoise((1, 1)).Apply(Rows, 1).Data - Rows.Data).data<float>().ToArray();
        Assert.Equal(noise[..6], noise[6..], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.NotEqual(0, noise[0]);
    }

    [Fact]
    public void SignalWithoutChannels_IsRejected()
        => Assert.Contains("[C, length]", Assert.Throws<ArgumentException>(() => new SignalRandShift().Apply(new(ones(6)), 1)).Message);
}
