using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

/// <summary>Holds the gradient that a loss gives against differences of the loss itself.</summary>
internal static class Gradients
{
    /// <summary>Both gradients at every element of the input, in double precision.</summary>
    public static void AssertNumerical(nn.Module<Tensor, Tensor, Tensor> loss, Tensor input, Tensor target)
        => AssertNumerical(x => loss.call(x, target), input, worksInSingle: false);

    /// <summary>Both gradients at every element of the input; in double precision, unless the loss itself works in single.</summary>
    public static void AssertNumerical(Func<Tensor, Tensor> loss, Tensor input, bool worksInSingle)
    {
        using var scope = NewDisposeScope();
        using var x = input.to_type(ScalarType.Float64).clone();
        x.requires_grad = true;
        loss(x).backward();
        var (step, tolerance) = worksInSingle ? (2e-3, 2e-3) : (1e-5, 1e-7);
        var analytic = x.grad!.flatten();
        Assert.True(analytic.isfinite().all().item<bool>() && analytic.abs().max().item<double>() > 0, "the gradient is 0 or not finite");
        var values = x.detach().clone();
        var flat = values.flatten();      // shares the memory
        for (var i = 0; i < flat.numel(); i++)
        {
            var own = flat[i].item<double>();
            double At(double at)
            {
                flat[i] = tensor(at, ScalarType.Float64);
                return loss(values).ToDouble();
            }
            var numerical = (At(own + step) - At(own - step)) / (2 * step);
            At(own);
            Assert.Equal(numerical, analytic[i].item<double>(), tolerance);
        }
    }
}
