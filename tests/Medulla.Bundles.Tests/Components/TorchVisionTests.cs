using Medulla.Bundles.Components;
using Medulla.Transforms;
using Medulla.Transforms.Vision;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public class TorchVisionTests
{
    private static object? Made(string name, params (string, object?)[] arguments)
        => ComponentRegistry.Default.Find(name)!.Create(arguments.ToDictionary(a => a.Item1, a => a.Item2));

    [Theory]
    [InlineData("monai.transforms.TorchVision")]
    [InlineData("RandTorchVision")]
    public void Transform_IsFoundByName_AndGetsTheArguments(string name)
    {
        var step = (ITransform)Made(name, ("name", "Pad"), ("padding", new List<object?> { 1L, 2L }))!;
        Assert.Equal([1, 6, 4], ((MetaTensor)step.Run(new MetaTensor(ones(1, 2, 2)), default)!).Data.shape);
    }

    [Fact]
    public void KeyedForm_IsDerived()
    {
        var step = (ITransform)Made("monai.transforms.RandTorchVisiond", ("keys", "a"), ("name", "RandomHorizontalFlip"), ("p", 1.0))!;
        var flipped = (Sample)step.Run(new Sample { ["a"] = new MetaTensor(arange(3).view(1, 1, 3)) }, new(Generators.For(step, 1)))!;
        Assert.Equal(2L, flipped.Image("a").Data[0, 0, 0].item<long>());
        Assert.Equal(0L, ((Sample)step.Invert(flipped)!).Image("a").Data[0, 0, 0].item<long>());
    }

    [Fact]
    public void UnknownTransform_TellsWhichThereAre()
    {
        var message = Assert.Throws<ArgumentException>(() => Made("TorchVision", ("name", "Posterize"))).Message;
        Assert.Contains("'Posterize'", message);
        Assert.Contains("ColorJitter", message);
        Assert.Throws<UnknownArgumentException>(() => Made("TorchVision", ("name", "Pad"), ("padding", 1L), ("colour", 1L)));
    }
}
