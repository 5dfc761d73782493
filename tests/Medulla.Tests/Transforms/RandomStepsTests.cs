using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;

namespace Medulla.Tests.Transforms;

public class RandomStepsTests
{
    private static readonly ITransform[] Moves = [new Flip(0), new Rotate90(1, [0, 1]), new Flip(1), new Rotate90(1, [1, 2])];

    public static TheoryData<RandomSteps> Kinds => [new OneOf([.. Moves]), new SomeOf([.. Moves], (CountRange)new[] { 1, 3 }), new RandomOrder([.. Moves])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Undoing_TakesBackWhatWasPicked_AndNothingBefore(RandomSteps steps)
    {
        var before = new Flip(0).Apply(Images.Turned());
        for (uint seed = 0; seed < 10; seed++)
        {
            var changed = steps.Apply(before, seed);
            var restored = (MetaTensor)((ITransform)steps).Invert(changed)!;
            Images.AssertSame(before, restored);
            Assert.Single(restored.Applied);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Undoing_WorksOnKeysOfASample_AndInAPipeline(RandomSteps steps)
    {
        var keyed = steps with { Transforms = Imaging.Values.From(Moves.Select(move => (ITransform)move.On("image", "label"))) };
        var pipeline = new Compose([new Flip(2).On("image", "label"), keyed], Lazy: true);
        var sample = new Sample { ["image"] = Images.Turned(), ["label"] = Images.Turned(1, 1), ["name"] = "x" };
        var restored = pipeline.Invert(pipeline.Apply(sample, 7));
        Images.AssertSame(sample.Image("image"), restored.Image("image"));
        Images.AssertSame(sample.Image("label"), restored.Image("label"));
        Assert.Equal("x", restored["name"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WithoutSteps_TheImageStays(RandomSteps steps)
    {
        var none = steps switch { OneOf => (RandomSteps)new OneOf(), SomeOf => new SomeOf(), _ => new RandomOrder() };
        Assert.Empty(none.Apply(Images.Turned()).Applied);
    }

    [Fact]
    public void SomeOf_PicksAsManyAsAsked()
    {
        var some = new SomeOf([.. Enumerable.Range(0, 5).Select(i => (ITransform)new ShiftIntensity(1))], 3);
        var image = new MetaTensor(TorchSharp.torch.zeros(1, 2, 2));
        Assert.All(Enumerable.Range(0, 5), seed => Assert.Equal(3, some.Apply(image, (uint)seed).Voxels()[0]));
    }

    [Fact]
    public void SomeOf_TakesAll_WhereThereAreFewerThanANumber_ButNotThanARange()
    {
        Assert.Equal(2, new SomeOf([Moves[0], Moves[1]], 5).NumTransforms!.Value.High);
        Assert.Throws<ArgumentException>(() => new SomeOf([Moves[0], Moves[1]], (CountRange)new[] { 1, 5 }));
        Assert.Throws<ArgumentException>(() => new SomeOf([Moves[0], Moves[1]], (CountRange)new[] { -1, 1 }));
        Assert.Throws<ArgumentException>(() => (CountRange)new[] { 1 });
    }

    [Fact]
    public void WeightsThatDoNotFit_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new OneOf([.. Moves], [1, 2]));
        Assert.Throws<ArgumentException>(() => new SomeOf([.. Moves], Weights: [1, -2, 1, 1]));
        Assert.Throws<ArgumentException>(() => new OneOf([.. Moves], [0, 0, 0, 0]));
    }

    [Fact]
    public void SomeSteps_OfAPipeline_AreRun()
    {
        var pipeline = new Compose(new ShiftIntensity(1), new ShiftIntensity(10), new ShiftIntensity(100));
        var image = new MetaTensor(TorchSharp.torch.zeros(1, 2, 2));
        Assert.Equal(110, ((MetaTensor)pipeline.Execute(image, 1)!).Voxels()[0]);
        Assert.Equal(11, ((MetaTensor)pipeline.Execute(image, 0, 2)!).Voxels()[0]);
        Assert.Same(image, pipeline.Execute(image, 1, 1));
        Assert.Contains("there are 3", Assert.Throws<ArgumentException>(() => pipeline.Execute(image, 1, 4)).Message);
        Assert.Throws<ArgumentException>(() => Compose.ExecuteCompose(image, [], start: null));
    }
}
