using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Keeps scores of image after image, in CPU memory and outside dispose scopes.</summary>
public sealed class ScoreBuffer : IDisposable
{
    private readonly List<Tensor> batches = [];

    /// <summary>Number of images scored.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the scores of a batch.</summary>
    /// <param name="scores">One row for each image, such as [B, C].</param>
    /// <exception cref="ArgumentException">There is no axis of images, or the rows have another shape than those before.</exception>
    public void Extend(Tensor scores)
    {
        var shape = scores.shape;
        if (shape.Length == 0 || (batches.Count > 0 && !shape.AsSpan(1).SequenceEqual(batches[0].shape.AsSpan(1))))
        {
            throw new ArgumentException(batches.Count == 0
                ? "scores of a batch need an axis of images; use Append for those of one image."
                : $"scores are [{string.Join(", ", shape)}], those before [{string.Join(", ", batches[0].shape)}]; all but the number of images must agree.");
        }
        using var scope = NewDisposeScope();
        batches.Add(scores.detach().cpu().clone().DetachFromDisposeScope());
        Count += (int)shape[0];
    }

    /// <summary>Adds the scores of one image.</summary>
    /// <param name="scores">Such as [C].</param>
    public void Append(Tensor scores)
    {
        using var row = scores.unsqueeze(0);
        Extend(row);
    }

    /// <summary>All scores, such as [images, C]; null if there are none.</summary>
    public Tensor? All() => batches.Count == 0 ? null : cat(batches);

    /// <summary>Forgets all scores.</summary>
    public void Reset()
    {
        batches.ForEach(batch => batch.Dispose());
        batches.Clear();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();
}
