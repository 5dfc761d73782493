using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

/// <summary>Holds the gradient that a loss gives against differences of the loss itself.</summary>
internal static class Gradients
{
    /// <summary>Both gradients at every element of the input, in double precision.</summary>
    public static void AssertNumerical(nn.Module<Tensor, Tensor, Tensor> loss, Tensor input, Tensor target)
    {
        const double Step = 1e-5;
        using var scope = NewDisposeScope();
        using var x = input.to_type(ScalarType.Float64).clone();
        x.requires_grad = true;
        loss.call(x, target).backward();
        var analytic = x.grad!.flatten();
        var values = x.detach().clone();
        var flat = values.flatten();      // shares the memory
        for (var i = 0; i < flat.numel(); i++)
        {
            var own = flat[i].item<double>();
            double At(double value)
            {
                flat[i] = tensor(value, ScalarType.Float64);
                return loss.call(values, target).item<double>();
            }
            var numerical = (At(own + Step) - At(own - Step)) / (2 * Step);
            At(own);
            Assert.Equal(numerical, analytic[i].item<double>(), 1e-7);
        }
    }
}
