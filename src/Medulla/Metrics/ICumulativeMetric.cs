using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A metric that keeps scores of image after image, whatever they become in the end.</summary>
public interface ICumulativeMetric
{
    /// <summary>Scores images and keeps the scores.</summary>
    /// <param name="yPred">Predictions, each [C, spatial...].</param>
    /// <param name="y">Labels, as many.</param>
    void Add(IReadOnlyList<Tensor> yPred, IReadOnlyList<Tensor> y);

    /// <summary>Puts the scores kept together, in the form that the reference returns.</summary>
    object? Conclude();

    /// <summary>All scores kept, one row for each image; null if there are none.</summary>
    Tensor? GetBuffer();

    /// <summary>Forgets all scores.</summary>
    void Reset();
}
