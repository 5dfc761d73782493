using Medulla.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

/// <summary>What holds for every loss.</summary>
public sealed class LossLawTests
{
    public static TheoryData<string> Names => [.. Example.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_IsTheDerivative(string name)
    {
        using var scope = NewDisposeScope();
        var (module, value, input) = Made(name);
        using var disposed = module;

        Gradients.AssertNumerical(value, input, Example.InSingle.Contains(name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN_IsNotSwallowed(string name)
    {
        using var scope = NewDisposeScope();
        var (module, value, input) = Made(name);
        using var disposed = module;
        using var x = input.clone();
        x.requires_grad = true;
        value(x).backward();
        // Not every element counts: corners of displacement fields and backgrounds do not.
        input.flatten()[x.grad!.abs().argmax()] = double.NaN;

        if (name == nameof(BoxGIoULoss))
        {
            Assert.Contains("box", Assert.Throws<ArgumentException>(() => value(input)).Message);
            return;
        }
        Assert.True(double.IsNaN(value(input).mean().ToDouble()), "the loss is a number although the input is not");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loop_KeepsNoTensors(string name)
    {
        using var scope = NewDisposeScope();
        var (module, value, input) = Made(name);
        using var disposed = module;

        Assert.Equal(0, LiveTensors.Growth(() => value(input).Dispose()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SinglePrecisionBesideADoubleTarget_GivesTheSame(string name)
    {
        using var scope = NewDisposeScope();
        var (module, value, input) = Made(name);
        using var disposed = module;

        Assert.Equal(value(input).ToDouble(), value(input.to_type(ScalarType.Float32)).ToDouble(), 1e-4);
    }

    private static Example Made(string name) => Example.Of(Example.All.Single(type => type.Name == name));
}
