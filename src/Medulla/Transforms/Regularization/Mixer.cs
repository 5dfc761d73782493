using Medulla.Imaging;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Regularization;

/// <summary>Mixes each image of a batch with another one of the batch.</summary>
/// <param name="BatchSize">Number of images in a batch.</param>
/// <param name="Alpha">Shape of the Beta(Alpha, Alpha) distribution that the share of an image itself is drawn from; 1 is uniform.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="BatchSize"/> or <paramref name="Alpha"/> is not above 0.</exception>
/// <remarks>Works on batches [B, C, spatial...]: what is a channel elsewhere is an image here.</remarks>
public abstract record Mixer(int BatchSize, double Alpha = 1) : RandomTransform<Mixer.Drawn>(1)
{
    /// <summary>Number of images in a batch.</summary>
    public int BatchSize { get; init; } = Check.Positive(BatchSize);

    /// <summary>Shape of the distribution.</summary>
    public double Alpha { get; init; } = Check.Positive(Alpha);

    /// <summary>What a call draws.</summary>
    /// <param name="Weights">The share of each image itself, in [0, 1], rounded to float32.</param>
    /// <param name="Partners">The image that each one is mixed with.</param>
    /// <param name="Corner">The first voxel of the box that is cut, along each axis; empty where none is.</param>
    public sealed record Drawn(Values<float> Weights, Values<int> Partners, Values<long> Corner);

    /// <summary>Whether boxes are cut, so that a corner is drawn.</summary>
    private protected virtual bool Cuts => true;

    /// <inheritdoc/>
    public sealed override Drawn Draw(RandomState random, MetaTensor image)
        => new(
            Values.From(random.Beta(Alpha, Alpha, BatchSize).Select(weight => (float)weight)),
            random.Permutation(BatchSize),
            Cuts ? Values.From(image.Data.shape.Skip(2).Select(n => random.RandInt(n))) : []);

    /// <summary>For keys of a sample the decision is not drawn a second time.</summary>
    protected sealed override Drawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        generators.Inner.Rand();
        return Draw(generators.Inner, first);
    }

    /// <summary>The other image for each image of the batch.</summary>
    private protected static Tensor Partners(Tensor batch, Drawn drawn) => batch[tensor([.. drawn.Partners.Select(partner => (long)partner)], device: batch.device)];

    /// <summary>The share of each image itself, [B, 1, ...], of the batch's element type.</summary>
    private protected static Tensor Weights(Tensor batch, Drawn drawn)
        => tensor(drawn.Weights.ToArray(), device: batch.device).view([-1, .. Enumerable.Repeat(1L, (int)batch.Dimensions - 1)]);

    /// <summary>1 where an image stays and 0 in the box that is cut from it, whose side along each axis is the axis' length times sqrt(1 - weight).</summary>
    private protected static Tensor Mask(Tensor batch, Drawn drawn)
    {
        var size = batch.shape;
        var mask = ones_like(batch);
        for (var i = 0; i < size[0]; i++)
        {
            var box = mask[i];
            for (var axis = 0; axis < Math.Min(drawn.Corner.Count, size.Length - 2); axis++)
            {
                var length = size[axis + 2];
                var start = Math.Min(drawn.Corner[axis], length);
                // In float32, as the reference: the last digit decides whether one more voxel is cut.
                var end = (long)MathF.Ceiling(start + (float)(length * Math.Sqrt(1 - drawn.Weights[i])));
                box = box.narrow(axis + 1, start, Math.Min(end, length) - start);
            }
            box.zero_();
        }
        return mask;
    }

    /// <summary>Throws if a batch has another number of images.</summary>
    private protected void CheckBatch(Tensor batch)
    {
        if (batch.Dimensions == 0 || batch.shape[0] != BatchSize)
        {
            throw new ArgumentException($"{GetType().Name}: a batch of {BatchSize} is expected; an array [{string.Join(", ", batch.shape)}] was given.");
        }
    }
}
