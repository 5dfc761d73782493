using System.Collections;
using Medulla.Data;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Takes batches apart into what networks are called with.</summary>
public static class BatchPreparation
{
    /// <summary>The keys under which the reference keeps images, labels, predictions, losses and real images of a GAN.</summary>
    public const string Image = "image", Label = "label", Prediction = "pred", Loss = "loss", Reals = "reals";

    /// <summary>"image" with "label" if there is one; else "reals"; else "image" alone, a pair of tensors, or a batch of bare images.</summary>
    /// <param name="batchdata">A <see cref="Batch"/>, a dictionary of tensors [B, ...], a pair of them, or one.</param>
    /// <param name="device">Where tensors go.</param>
    /// <param name="nonBlocking">Whether copies to a GPU need not wait; here they do.</param>
    /// <exception cref="ArgumentException">The batch has none of these.</exception>
    public static PreparedBatch DefaultPrepareBatch(object? batchdata, Device? device = null, bool nonBlocking = false)
    {
        batchdata = batchdata is Batch batch ? batch.ReferenceForm : batchdata;
        switch (batchdata)
        {
            case Tensor images:
                return On(images, device);
            case MetaTensor image:
                return On(image.Data, device);
            case IList and [var images, var labels]:
                return new(Required(images, "the first of the pair"), Required(labels, "the second of the pair"));
            case IDictionary or Sample when Find(batchdata, Label) is { } label:
                return new(Required(Find(batchdata, Image), "'image'"), On(label, device));
            case IDictionary or Sample when Find(batchdata, Reals) is { } reals:
                return On(reals, device);
            case IDictionary or Sample:
                return Required(Find(batchdata, Image), "'image'");
            default:
                throw new ArgumentException($"a batch is expected, not {Sample.Describe(batchdata)}.");
        }

        Tensor Required(object? value, string what) => value is Tensor or MetaTensor ? On(EngineOutput.Voxels(value), device)
            : throw new ArgumentException($"the batch has no array as {what}; 'image' (with 'label' or without) or 'reals' is expected. Give prepare_batch for others.");
    }

    /// <summary>The array of a key of a batch; null if there is none.</summary>
    internal static Tensor? Find(object? batch, string key) => (Get(batch, key) as MetaTensor)?.Data ?? Get(batch, key) as Tensor;

    /// <summary>The value of a key of a batch; null if there is none.</summary>
    internal static object? Get(object? batch, string key) => batch switch
    {
        Batch typed => typed.Samples[0].ContainsKey(key) ? typed.Collated(key) : null,
        Sample sample => sample.GetValueOrDefault(key),
        IDictionary map => map.Contains(key) ? map[key] : null,
        _ => null,
    };

    /// <summary>A tensor on a device.</summary>
    internal static Tensor On(Tensor tensor, Device? device) => device is null ? tensor : tensor.to(device);
}
