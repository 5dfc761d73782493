using Medulla.Imaging;
using static TorchSharp.torch;
using TorchReduction = TorchSharp.torch.nn.Reduction;

namespace Medulla.Bundles.Components.Torch;

/// <summary>Losses and layers of <c>torch.nn</c> by name.</summary>
public static class TorchModules
{
    /// <summary>Cross entropy of scores [B, C, ...] and class numbers [B, ...] or probabilities [B, C, ...].</summary>
    [ReferenceName("CrossEntropyLoss")]
    public static nn.Module CrossEntropyLoss(Tensor? weight = null, long? ignoreIndex = null, string reduction = "mean", double labelSmoothing = 0)
        => labelSmoothing == 0 ? nn.CrossEntropyLoss(weight, ignoreIndex, Of(reduction)) : throw new ArgumentException("CrossEntropyLoss: label_smoothing is not available; 0 is.");

    /// <summary>Binary cross entropy of logits.</summary>
    [ReferenceName("BCEWithLogitsLoss")]
    public static nn.Module BCEWithLogitsLoss(Tensor? weight = null, string reduction = "mean", Tensor? posWeight = null) => nn.BCEWithLogitsLoss(weight, Of(reduction), posWeight);

    /// <summary>Binary cross entropy of probabilities.</summary>
    [ReferenceName("BCELoss")]
    public static nn.Module BCELoss(Tensor? weight = null, string reduction = "mean") => nn.BCELoss(weight, Of(reduction));

    /// <summary>Mean squared error.</summary>
    [ReferenceName("MSELoss")]
    public static nn.Module MSELoss(string reduction = "mean") => nn.MSELoss(Of(reduction));

    /// <summary>Mean absolute error.</summary>
    [ReferenceName("L1Loss")]
    public static nn.Module L1Loss(string reduction = "mean") => nn.L1Loss(Of(reduction));

    /// <summary>Squared where small, absolute where large.</summary>
    [ReferenceName("SmoothL1Loss")]
    public static nn.Module SmoothL1Loss(string reduction = "mean", double beta = 1) => nn.SmoothL1Loss(Of(reduction), beta);

    /// <summary>1 / (1 + e^-x).</summary>
    [ReferenceName("Sigmoid")]
    public static nn.Module Sigmoid() => nn.Sigmoid();

    /// <summary>max(x, 0).</summary>
    [ReferenceName("ReLU")]
    public static nn.Module ReLU() => nn.ReLU();

    /// <summary>Shares that sum to 1 along an axis.</summary>
    [ReferenceName("Softmax")]
    public static nn.Module Softmax(long dim) => nn.Softmax(dim);

    /// <summary>Hyperbolic tangent.</summary>
    [ReferenceName("Tanh")]
    public static nn.Module Tanh() => nn.Tanh();

    private static TorchReduction Of(string reduction) => reduction switch
    {
        "mean" => TorchReduction.Mean,
        "sum" => TorchReduction.Sum,
        "none" => TorchReduction.None,
        _ => throw new ArgumentException($"reduction is '{reduction}'; it can be mean, sum or none."),
    };
}
