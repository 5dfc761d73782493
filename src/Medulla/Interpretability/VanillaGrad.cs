using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>
/// Shows which voxels a class's score hangs on: its gradient (Simonyan et al., Deep inside convolutional networks: visualising image
/// classification models and saliency maps, 2014).
/// </summary>
/// <param name="model">The network, from [B, C, spatial...] to scores [B, K].</param>
public class VanillaGrad(nn.Module<Tensor, Tensor> model)
{
    /// <summary>The network.</summary>
    public nn.Module<Tensor, Tensor> Model { get; } = model;

    /// <summary>The map of an image.</summary>
    /// <param name="x">The image, [1, C, spatial...].</param>
    /// <param name="index">The class; the one with the highest score if null.</param>
    /// <returns>Of the image's shape.</returns>
    /// <exception cref="ArgumentException">There are several images, or there is no such class.</exception>
    [ReferenceName("call")]
    public virtual Tensor Compute(Tensor x, int? index = null) => GetGrad(x, index);

    /// <summary>The gradient of the class's score.</summary>
    /// <inheritdoc cref="Compute"/>
    public Tensor GetGrad(Tensor x, int? index = null)
    {
        if (x.shape[0] != 1)
        {
            throw new ArgumentException($"{GetType().Name}: the batch has {x.shape[0]} images; one at a time is expected.");
        }
        using var scope = NewDisposeScope();
        using var mode = new EvaluationMode(Model);
        using var gradients = enable_grad();
        var input = x.detach().clone().requires_grad_(true);
        var logits = Model.call(input);
        var score = ClassScores.Of(logits, ClassScores.Classes(logits, index is { } one ? one : null)).sum();
        return autograd.grad([score], [input], allow_unused: true) is [{ IsInvalid: false } gradient]
            ? gradient.MoveToOuterDisposeScope() : throw new InvalidOperationException($"{GetType().Name}: the network's scores do not depend on the image.");
    }
}
