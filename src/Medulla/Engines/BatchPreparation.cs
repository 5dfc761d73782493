using Medulla.Data;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>What a network is called with: the images, what they are compared with, and further arguments.</summary>
/// <param name="Inputs">Images [B, C, spatial...].</param>
/// <param name="Targets">Labels or what else the prediction is compared with; null if there is nothing.</param>
/// <param name="Arguments">Further arguments of the network, by position.</param>
public sealed record PreparedBatch(Tensor Inputs, Tensor? Targets, IReadOnlyList<object?> Arguments)
{
    /// <summary>Images and labels alone.</summary>
    public PreparedBatch(Tensor inputs, Tensor? targets)
        : this(inputs, targets, [])
    {
    }

    /// <summary>The reference's form: (inputs, targets) or (inputs, targets, arguments, named arguments).</summary>
    /// <exception cref="ArgumentException">It is another form, or has named arguments, which networks here do not take.</exception>
    public static implicit operator PreparedBatch(object?[] parts)
        => parts is [_, _] or [_, _, _, System.Collections.ICollection { Count: 0 }] or [_, _, _, null]
            ? new(EngineOutput.Voxels(parts[0]), parts[1] is null ? null : EngineOutput.Voxels(parts[1]), parts.Length > 2 ? [.. ((System.Collections.IEnumerable)parts[2]!).Cast<object?>()] : [])
            : throw new ArgumentException("a prepared batch is (inputs, targets) or (inputs, targets, arguments, {}).");
}

/// <summary>Takes batches apart into what networks are called with.</summary>
public static class BatchPreparation
{
    /// <summary>The keys under which the reference keeps images, labels and real images of a GAN.</summary>
    public const string Image = "image", Label = "label", Reals = "reals";

    /// <summary>"image" with "label" if there is one; else "reals"; else a batch of bare images.</summary>
    /// <param name="batchdata">A <see cref="Batch"/>, or a tensor [B, ...].</param>
    /// <param name="device">Where tensors go.</param>
    /// <exception cref="ArgumentException">The batch has none of these.</exception>
    public static PreparedBatch DefaultPrepareBatch(object? batchdata, Device? device = null)
    {
        Tensor On(Tensor tensor) => device is null ? tensor : tensor.to(device);
        return batchdata switch
        {
            Tensor images => new(On(images), null),
            MetaTensor image => new(On(image.Data), null),
            Batch batch when batch.Has(Image) => new(On(batch[Image]), batch.Has(Label) ? On(batch[Label]) : null),
            Batch batch when batch.Has(Reals) => new(On(batch[Reals]), null),
            Batch batch => throw new ArgumentException($"the batch has {string.Join(", ", batch.Samples[0].Keys)}; 'image' (with 'label' or without) or 'reals' is expected. Give prepare_batch for other keys."),
            _ => throw new ArgumentException($"a batch is expected, not {batchdata?.GetType().Name ?? "null"}."),
        };
    }
}
