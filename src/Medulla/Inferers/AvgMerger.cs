using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Puts patches together and takes the mean where several lie. Where none lies the result is NaN.</summary>
public sealed class AvgMerger : Merger
{
    private readonly Tensor sums;
    private readonly Tensor counts;

    /// <summary>Nothing is merged yet.</summary>
    /// <param name="mergedShape">Shape that the patches cover, [B, K, spatial...].</param>
    /// <param name="croppedShape">Shape of the result: that much from the beginning of each axis; all if null.</param>
    /// <param name="valueDtype">Element type of sums and result.</param>
    /// <param name="countDtype">Element type of the number of patches at a voxel; uint8 counts up to 255.</param>
    /// <param name="device">Where all of it lies; on the CPU if null.</param>
    /// <exception cref="ArgumentException">A shape is missing or does not fit the other.</exception>
    public AvgMerger(
        Values<long> mergedShape, Values<long>? croppedShape = null, ScalarType valueDtype = ScalarType.Float32, ScalarType countDtype = ScalarType.Byte, Device? device = null)
        : base(mergedShape, croppedShape)
    {
        sums = zeros(mergedShape.Span, valueDtype, device).DetachFromDisposeScope();
        counts = zeros(mergedShape.Span, countDtype, device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void Aggregate(Tensor values, Values<long> location)
    {
        if (IsFinalized)
        {
            throw new InvalidOperationException("AvgMerger: the result was made already; use a new merger for further patches.");
        }
        using var scope = NewDisposeScope();
        Part(sums, values.shape, location).add_(values.to(sums.dtype, sums.device));
        Part(counts, values.shape, location).add_(1);
    }

    /// <inheritdoc/>
    public override Tensor Finish()
    {
        if (!IsFinalized)
        {
            sums.div_(counts);
            IsFinalized = true;
        }
        return CroppedShape.Select((length, axis) => (length, axis)).Aggregate(sums.alias(), (part, one) => part.narrow(one.axis, 0, one.length));
    }

    /// <summary>The sums; once the result was made, the result.</summary>
    public Tensor GetValues() => IsFinalized ? Finish() : sums.alias();

    /// <summary>How many patches lie at each voxel.</summary>
    public Tensor GetCounts() => counts.alias();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sums.Dispose();
            counts.Dispose();
        }
    }

    private Tensor Part(Tensor of, long[] patch, Values<long> location)
    {
        var first = patch.Length - location.Count;
        var fits = patch.Length == MergedShape.Count && first >= 0
            && patch.Select((length, axis) => axis < first ? length == MergedShape[axis] || length == 1 : location[axis - first] >= 0 && location[axis - first] + length <= MergedShape[axis]).All(ok => ok);
        return fits ? location.Select((start, i) => (start, Axis: first + i)).Aggregate(of, (part, one) => part.narrow(one.Axis, one.start, patch[one.Axis]))
            : throw new ArgumentException($"AvgMerger: a patch [{string.Join(", ", patch)}] at {location} does not lie within {MergedShape}.");
    }
}
