using Medulla.Bundles.Components;
using Medulla.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

/// <summary>Losses as configurations name and call them.</summary>
public sealed class LossComponentTests
{
    [Theory]
    [InlineData("Dice", typeof(DiceLoss))]
    [InlineData("dice_ce", typeof(DiceCELoss))]
    [InlineData("dice_focal", typeof(DiceFocalLoss))]
    [InlineData("generalized_dice", typeof(GeneralizedDiceLoss))]
    [InlineData("generalized_dice_focal", typeof(GeneralizedDiceFocalLoss))]
    [InlineData("generalized_wasserstein_dice", typeof(GeneralizedWassersteinDiceLoss))]
    [InlineData("giou", typeof(BoxGIoULoss))]
    public void SecondNames_LeadToTheLoss(string name, Type type)
        => Assert.Equal(type, ComponentRegistry.Default.Find($"monai.losses.{name}")!.Type);

    [Fact]
    public void NullReduction_IsRejected()
        => Assert.Contains("reduction is null", Assert.Throws<ArgumentException>(() => Made("DiceLoss", ("reduction", null))).Message);

    [Fact]
    public void ClassWithItsArguments_IsConstructedFirst()
    {
        using var scope = NewDisposeScope();
        var (input, target, mask) = (randn(1, 2, 4), tensor([0L, 1, 1, 0], [1, 1, 4]), ones(1, 1, 4));
        var expected = new DiceLoss(toOnehotY: true, softmax: true).call(input, target);

        var masked = Made("MaskedLoss", ("loss", typeof(DiceLoss)), ("to_onehot_y", true), ("softmax", true));

        Assert.Equal(expected.item<float>(), ((Tensor)Methods.Call(masked, "forward", new Dictionary<string, object?>(), [input, target, mask])!).item<float>());
        Assert.Contains("softmx", Assert.Throws<UnknownArgumentException>(() => Made("MaskedLoss", ("loss", typeof(DiceLoss)), ("softmx", true))).Message);
        Assert.Throws<ArgumentException>(() => Made("MaskedLoss", ("loss", new List<object?>())));
    }

    [Fact]
    public void OneOutputOrSeveral_FindTheirMethod()
    {
        using var scope = NewDisposeScope();
        var loss = Made("DeepSupervisionLoss", ("loss", new DiceLoss()), ("weight_mode", "two"));
        var (fine, coarse) = (rand(1, 1, 4, 4), rand(1, 1, 2, 2));
        double Value(object input)
            => ((Tensor)Methods.Call(loss, "forward", new Dictionary<string, object?> { ["input"] = input, ["target"] = fine })!).item<float>();
        var single = new DiceLoss().call(fine, fine).item<float>();

        Assert.Equal(single, Value(fine), 6);
        Assert.Equal(1.5 * single, Value(new List<object?> { fine, fine }), 6);
        Assert.True(Value(new List<object?> { fine, coarse }) > single);
    }

    [Fact]
    public void ParameterNamesOfTheReference_AreKnown()
    {
        using var scope = NewDisposeScope();
        var (prediction, truth) = (rand(1, 2, 6, 6), rand(1, 2, 6, 6));
        var loss = new MultiScaleLoss(new TverskyLoss(alpha: 0, beta: 1));

        var named = (Tensor)Methods.Call(loss, "forward", new Dictionary<string, object?> { ["y_pred"] = prediction, ["y_true"] = truth })!;
        var inOrder = (Tensor)Methods.Call(loss, "forward", new Dictionary<string, object?>(), [truth, prediction])!;

        var expected = new TverskyLoss(alpha: 0, beta: 1).call(prediction, truth).item<float>();
        Assert.Equal(expected, named.item<float>(), 6);
        Assert.Equal(expected, inOrder.item<float>(), 6);
    }

    private static nn.Module Made(string name, params (string Name, object? Value)[] arguments)
        => (nn.Module)ComponentRegistry.Default.Find($"monai.losses.{name}")!.Create(arguments.ToDictionary(pair => pair.Name, pair => pair.Value))!;
}
