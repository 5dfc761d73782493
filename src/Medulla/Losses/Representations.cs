using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>What losses over two views of a batch ask for.</summary>
internal static class Representations
{
    /// <summary>Sees to it that both are [B, features].</summary>
    /// <returns>B.</returns>
    /// <exception cref="ArgumentException">They are not, or differ.</exception>
    public static long RequirePairs(string loss, Tensor input, Tensor target)
    {
        if (input.Dimensions != 2 || target.Dimensions != 2)
        {
            throw new ArgumentException($"{loss}: input is {input.Text()} and target {target.Text()}; both are [B, features].");
        }
        Shapes.RequireEqual(loss, input, target);
        return input.shape[0];
    }
}
