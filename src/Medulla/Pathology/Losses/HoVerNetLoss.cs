using Medulla.Losses;
using Medulla.Transforms.Post;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Pathology.Losses;

/// <summary>
/// The loss of a HoVerNet's branches: Dice and cross-entropy of nuclei and of their types, squared errors of the distances to centres and of
/// their gradients. Graham et al., HoVer-Net (2019).
/// </summary>
/// <param name="lambdaHvMse">Weight of the distances' errors.</param>
/// <param name="lambdaHvMseGrad">Weight of the gradients' errors.</param>
/// <param name="lambdaNpCe">Weight of the nuclei's cross-entropy.</param>
/// <param name="lambdaNpDice">Weight of the nuclei's Dice.</param>
/// <param name="lambdaNcCe">Weight of the types' cross-entropy.</param>
/// <param name="lambdaNcDice">Weight of the types' Dice.</param>
public sealed class HoVerNetLoss(
    double lambdaHvMse = 2, double lambdaHvMseGrad = 1, double lambdaNpCe = 1, double lambdaNpDice = 1, double lambdaNcCe = 1, double lambdaNcDice = 1)
    : nn.Module(nameof(HoVerNetLoss))
{
    private const string Nuclei = "nucleus_prediction", Types = "type_prediction", Distances = "horizontal_vertical";
    private readonly DiceLoss dice = new(softmax: true, reduction: Reduction.Sum, smoothNr: 1e-3, smoothDr: 1e-3, batch: true);
    private readonly (float[] Difference, float[] Smooth) sobel = new SobelGradients(5).Weights();

    /// <summary>The loss.</summary>
    /// <param name="prediction">"nucleus_prediction" [B, 2, H, W] and "horizontal_vertical" [B, 2, H, W], and "type_prediction" [B, C, H, W] if types are foretold.</param>
    /// <param name="target">The same of the truth, nuclei and types one-hot.</param>
    /// <returns>A number.</returns>
    /// <exception cref="ArgumentException">A branch is missing.</exception>
    public Tensor call(IReadOnlyDictionary<string, Tensor> prediction, IReadOnlyDictionary<string, Tensor> target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        var (distances, trueDistances, nuclei) = (Branch(prediction, Distances), Branch(target, Distances), Branch(target, Nuclei));
        var loss = (lambdaHvMse * nn.functional.mse_loss(distances, trueDistances))
            + (lambdaHvMseGrad * GradientError(distances, trueDistances, nuclei.narrow(1, 1, 1)))
            + OfClasses(Branch(prediction, Nuclei), nuclei, lambdaNpDice, lambdaNpCe);
        if (prediction.ContainsKey(Types))
        {
            loss += OfClasses(prediction[Types], Branch(target, Types), lambdaNcDice, lambdaNcCe);
        }
        return loss.MoveToOuterDisposeScope();
    }

    private Tensor OfClasses(Tensor scores, Tensor classes, double ofDice, double ofEntropy)
        => (ofDice * dice.call(scores, classes)) + (ofEntropy * nn.functional.cross_entropy(scores, classes.argmax(1)));

    /// <summary>Error of the horizontal gradient of horizontal distances and the vertical one of vertical ones, within nuclei.</summary>
    private Tensor GradientError(Tensor distances, Tensor truth, Tensor nuclei)
        => (nuclei * (Gradients(distances) - Gradients(truth)).square()).sum() / ((2 * nuclei.sum()) + 1e-8);

    private Tensor Gradients(Tensor distances)
    {
        var (difference, smooth) = (tensor(sobel.Difference, device: distances.device), tensor(sobel.Smooth, device: distances.device));
        var kernels = stack([smooth.unsqueeze(1) * difference, difference.unsqueeze(1) * smooth]).unsqueeze(1).to_type(distances.dtype);
        var padded = nn.functional.pad(distances, [2, 2, 2, 2], PaddingModes.Reflect);
        return nn.functional.conv2d(padded, kernels, groups: 2);
    }

    private static Tensor Branch(IReadOnlyDictionary<string, Tensor> branches, string name)
        => branches.TryGetValue(name, out var branch) ? branch
            : throw new ArgumentException($"HoVerNetLoss: there is no '{name}' among {string.Join(", ", branches.Keys.Select(key => $"'{key}'"))}; prediction and target must have it.", nameof(branches));
}
