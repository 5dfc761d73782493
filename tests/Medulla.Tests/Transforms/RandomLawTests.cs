using System.Reflection;
using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.SmoothFields;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms;

public class RandomLawTests
{
    /// <summary>Every random transform of one image in the library, with arguments where it needs some, always acting.</summary>
    public static TheoryData<RandomTransform> All
    {
        get
        {
            var data = new TheoryData<RandomTransform>();
            foreach (var type in typeof(RandomTransform).Assembly.GetExportedTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(RandomTransform))))
            {
                var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
                data.Add((RandomTransform)constructor.Invoke([.. constructor.GetParameters().Select(Argument)]));
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SameSeed_GivesTheSameImage(RandomTransform transform)
        => Images.AssertSame(transform.Apply(Image(transform), 5), transform.Apply(Image(transform), 5));

    [Theory]
    [MemberData(nameof(All))]
    public void History_ReplaysTheCall(RandomTransform transform)
    {
        var image = Image(transform);
        var changed = transform.Apply(image, 11);
        var operation = Assert.Single(changed.Applied);
        Images.AssertSame(changed, operation.Replay(image));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Original_StaysAsItIs(RandomTransform transform)
    {
        var image = Image(transform);
        var before = image.Voxels();
        _ = transform.Apply(image, 3).Voxels();
        Assert.Equal(before, image.Voxels());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void OneDraw_ServesAllKeys_UnlessEachKeyGetsItsOwn(RandomTransform transform)
    {
        var sample = new Sample { ["a"] = Image(transform), ["b"] = Image(transform) };
        var changed = transform.On("a", "b").Apply(sample, seed: 9);
        if (transform.DrawsPerKey)
        {
            Assert.NotEqual(changed.Image("a").Voxels(), changed.Image("b").Voxels());
            return;
        }
        Images.AssertSame(changed.Image("a"), changed.Image("b"));
    }

    [Fact]
    public void NeverActing_LeavesTheHistoryEmpty()
        => Assert.Empty(new RandFlip(Prob: 0).Apply(Images.Turned(), 1).Applied);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void ImpossibleProbability_IsRejected(double prob)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new RandFlip(prob));

    [Fact]
    public void NegativeStd_IsRejected() => Assert.Throws<ArgumentOutOfRangeException>(() => new RandGaussianNoise(Std: -1));

    [Fact]
    public void Records_CompareAndPrintByValue()
    {
        var a = new RandAffine(0.5, RotateRange: [0.1, 0.2], SpatialSize: [4, 4]);
        Assert.Equal(a, new RandAffine(0.5, RotateRange: [0.1, 0.2], SpatialSize: [4, 4]));
        Assert.NotEqual(a, a with { SpatialSize = [4, 5] });
        Assert.Contains("SpatialSize = [4, 4]", a.ToString());
    }

    [Fact]
    public void Crops_LieInsideTheImage_AndHoldTheirCenter()
    {
        var label = zeros(1, 20, 18, 16);
        label[0, 3, 16, 8] = 1;
        var sample = new Sample { ["label"] = new MetaTensor(label) };
        var crop = new RandCropByPosNegLabel.Keyed("label", "label", [6, 6, 6], Pos: 1, Neg: 0, NumSamples: 4);
        var crops = new Compose(crop).ApplyMany(sample, seed: 2);
        Assert.Equal(4, crops.Count);
        Assert.All(crops, one =>
        {
            Assert.Equal((Values<long>)[6, 6, 6], one.Image("label").SpatialShape);
            Assert.Equal(1, one.Image("label").Data.sum().item<float>());
        });
    }

    [Fact]
    public void RegionLargerThanTheImage_IsRejected_WithTheWayOut()
    {
        var sample = new Sample { ["label"] = new MetaTensor(ones(1, 4, 4, 4)) };
        var crop = new RandCropByPosNegLabel.Keyed("label", "label", [6, 6, 6]);
        var message = Assert.Throws<TransformException>(() => new Compose(crop).ApplyMany(sample, 0)).Message;
        Assert.Contains("[6, 6, 6]", message);
        Assert.Contains("SpatialPad", message);
        Assert.Contains("step 1, key 'label'", message);
    }

    [Fact]
    public void MaskedVoxels_AreFoundInOrder()
    {
        var mask = new RandomState(1).Uniform(0, 1, [40, 40, 40], ScalarType.Float32).gt(0.97);
        var choice = new MaskedVoxels(mask);
        var expected = mask.flatten().nonzero().flatten().data<long>().ToArray();
        Assert.Equal(expected.Length, choice.Count);
        Assert.All(expected.Select((index, n) => (index, n)), pair => Assert.Equal(pair.index, choice[pair.n]));
    }

    private static MetaTensor Image(RandomTransform transform) => transform is Rand2DElastic ? Images.Turned(0, 2, 7, 6) : Images.Turned();

    private static object? Argument(ParameterInfo parameter) => parameter.Name switch
    {
        "Prob" => 1.0,
        "Contrast" or "Saturation" or "Hue" => default(Interval),   // they take colours, and the image has two channels
        "Func" when parameter.Member.DeclaringType == typeof(RandLambda) => (Func<object?, object?>)(item => ((MetaTensor)item!).WithData(((MetaTensor)item).Data + 1)),
        "RotateRange" or "ScaleRange" => (Values<Interval?>)[0.1, 0.1, 0.1],
        "Spacing" => (Values<double>)2.5,
        "SpatialSize" when typeof(RandSmoothField).IsAssignableFrom(parameter.Member.DeclaringType) => (Values<int>)[7, 6, 5],
        "RandSize" => (Values<int>)[3, 3, 3],
        "PatchSize" => (Values<int>)[2, 3, 2],
        "RoiSize" or "SpatialSize" when parameter.ParameterType == typeof(Values<int>) && !parameter.HasDefaultValue => (Values<int>)[4, 4, 4],
        "Holes" or "BatchSize" => 2,
        "Filter" => (VoxelFilter)ones(3, 3, 3),
        "RoiScale" => (Values<double>)[0.5, 0.6, 0.7],
        _ when parameter.ParameterType == typeof(Interval) => (Interval)0.3,
        _ when parameter.HasDefaultValue => parameter.DefaultValue is { } value && Nullable.GetUnderlyingType(parameter.ParameterType) is { IsEnum: true } type
            ? Enum.ToObject(type, value) : parameter.DefaultValue,
        _ => throw new InvalidOperationException($"say here what to give {parameter.Member.DeclaringType!.Name} for {parameter.Name}"),
    };
}
