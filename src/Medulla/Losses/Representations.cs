using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>What losses over two views of a batch ask for.</summary>
internal static class Representations
{
    /// <summary>Sees to it that both are [B, features], and gives the second the type of the first.</summary>
    /// <returns>The second, and B.</returns>
    /// <exception cref="ArgumentException">They are not, or differ.</exception>
    public static (Tensor Target, long Batch) Pairs(string loss, Tensor input, Tensor target)
    {
        if (input.Dimensions != 2 || target.Dimensions != 2)
        {
            throw new ArgumentException($"{loss}: input is {input.Text()} and target {target.Text()}; both are [B, features].");
        }
        Shapes.RequireEqual(loss, input, target);
        return (target.to_type(input.dtype), input.shape[0]);
    }
}
