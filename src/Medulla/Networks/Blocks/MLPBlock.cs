using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Where <see cref="MLPBlock"/> drops values.</summary>
public enum MLPDropout
{
    /// <summary>After both layers.</summary>
    Vit,

    /// <summary>After both layers; the two dropouts are one.</summary>
    Swin,

    /// <summary>Nowhere.</summary>
    Vista3d,
}

/// <summary>Two linear layers with an activation between them. Dosovitskiy et al., An image is worth 16x16 words (2020).</summary>
public sealed class MLPBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> linear1, linear2, fn, drop1, drop2;

    /// <summary>[..., <paramref name="hiddenSize"/>] to the same.</summary>
    /// <param name="hiddenSize">Channels of input and output.</param>
    /// <param name="mlpDim">Channels within; <paramref name="hiddenSize"/> if 0.</param>
    /// <param name="dropoutRate">Probability to drop a value.</param>
    /// <param name="act">The activation; gelu if null. Before geglu there are twice as many channels.</param>
    /// <param name="dropoutMode">Where values are dropped.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the activation is unknown.</exception>
    public MLPBlock(int hiddenSize, int mlpDim, double dropoutRate = 0, LayerSpec? act = null, MLPDropout dropoutMode = MLPDropout.Vit)
        : base(nameof(MLPBlock))
    {
        if (dropoutRate is < 0 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(dropoutRate), dropoutRate, $"MLPBlock: dropoutRate is {dropoutRate}; 0 to 1 is expected.");
        }
        act ??= "gelu";
        var inner = mlpDim == 0 ? hiddenSize : Dimensions.AtLeast(nameof(MLPBlock), nameof(mlpDim), mlpDim);
        linear1 = this.Part("linear1", nn.Linear(hiddenSize, act.Name.Equals("geglu", StringComparison.OrdinalIgnoreCase) ? 2 * inner : inner));
        linear2 = this.Part("linear2", nn.Linear(inner, hiddenSize));
        fn = this.Part("fn", Act.Create(act));
        drop1 = this.Part("drop1", Drop());
        drop2 = this.Part("drop2", Drop());

        nn.Module<Tensor, Tensor> Drop() => dropoutMode == MLPDropout.Vista3d ? nn.Identity() : nn.Dropout(dropoutRate);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => drop2.call(linear2.call(drop1.call(fn.call(linear1.call(x)))));
}
