using Medulla.Data.Boxes;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>
/// Tells boxes relative to others, such as anchors: how far the middle is moved, by their size, and the logarithm of how much larger
/// the box is. Girshick et al., Rich feature hierarchies for accurate object detection (2014).
/// </summary>
/// <param name="Weights">What the numbers of a code are multiplied by: the moves along each axis, then the sizes; 4 in 2-D, 6 in 3-D.</param>
/// <param name="BoxesXformClip">A larger logarithm counts as this when decoding, so that no box becomes infinite; log(1000 / 16) if null.</param>
/// <exception cref="ArgumentException">There are neither 4 nor 6 weights.</exception>
public sealed record BoxCoder(Values<double> Weights, double? BoxesXformClip = null)
{
    /// <summary>What the numbers of a code are multiplied by.</summary>
    public Values<double> Weights { get; init; } = Weights.Count is 4 or 6 ? Weights
        : throw new ArgumentException($"BoxCoder: Weights is {Weights}; 4 weights in 2-D, or 6 in 3-D, are expected.");

    /// <summary>The largest logarithm.</summary>
    public double? BoxesXformClip { get; init; } = BoxesXformClip ?? Math.Log(1000.0 / 16);

    private int Axes => Weights.Count / 2;

    /// <summary>Codes of the boxes of several images.</summary>
    /// <param name="gtBoxes">Of each image, [N, 2 axes], in the standard mode.</param>
    /// <param name="proposals">What they are told relative to, of the same shapes.</param>
    /// <inheritdoc cref="EncodeSingle" path="/exception"/>
    public IReadOnlyList<Tensor> Encode(IReadOnlyList<Tensor> gtBoxes, IReadOnlyList<Tensor> proposals)
    {
        using var scope = NewDisposeScope();
        var codes = EncodeSingle(cat([.. gtBoxes]), cat([.. proposals]));
        return [.. codes.split([.. gtBoxes.Select(boxes => boxes.shape[0])]).Select(part => part.MoveToOuterDisposeScope())];
    }

    /// <summary>Codes of boxes.</summary>
    /// <param name="gtBoxes">[N, 2 axes], in the standard mode.</param>
    /// <param name="proposals">What each is told relative to, of the same shape.</param>
    /// <returns>[N, 2 axes].</returns>
    /// <exception cref="ArgumentException">There are not as many boxes of one kind as of the other, or one has no size.</exception>
    public Tensor EncodeSingle(Tensor gtBoxes, Tensor proposals)
    {
        if (gtBoxes.shape[0] != proposals.shape[0])
        {
            throw new ArgumentException($"BoxCoder: there are {gtBoxes.shape[0]} boxes and {proposals.shape[0]} to tell them relative to; each needs one.");
        }
        if (!BoxChecks.IsValidBoxValues(gtBoxes) || !BoxChecks.IsValidBoxValues(proposals))
        {
            throw new ArgumentException("BoxCoder: some boxes have a negative size; the upper corner must not be below the lower one.");
        }
        using var scope = NewDisposeScope();
        var (boxCenter, boxSize) = CenterAndSize(gtBoxes);
        var (center, size) = CenterAndSize(proposals);
        var weights = tensor(Weights.ToArray(), gtBoxes.dtype, gtBoxes.device);
        var codes = cat([weights.narrow(0, 0, Axes) * (boxCenter - center) / size, weights.narrow(0, Axes, Axes) * (boxSize / size).log()], 1);
        return codes.isfinite().all().item<bool>() ? codes.MoveToOuterDisposeScope()
            : throw new ArgumentException("BoxCoder: some codes are not finite; boxes must be larger than 0 along each axis.");
    }

    /// <summary>Boxes of the codes of several images.</summary>
    /// <param name="relCodes">The codes of all images, [N, K * 2 axes], K boxes for each reference.</param>
    /// <param name="referenceBoxes">Of each image, what its codes are relative to.</param>
    /// <returns>[N, K, 2 axes].</returns>
    public Tensor Decode(Tensor relCodes, IReadOnlyList<Tensor> referenceBoxes)
    {
        using var scope = NewDisposeScope();
        var references = cat([.. referenceBoxes]);
        var count = references.shape[0];
        var boxes = DecodeSingle(count > 0 ? relCodes.reshape(count, -1) : relCodes, references);
        return (count > 0 ? boxes.reshape(count, -1, 2 * Axes) : boxes).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes of codes.</summary>
    /// <param name="relCodes">[N, K * 2 axes], K boxes for each reference.</param>
    /// <param name="referenceBoxes">What they are relative to, [N, 2 axes].</param>
    /// <returns>[N, K * 2 axes], in the standard mode and the codes' type.</returns>
    /// <exception cref="ArgumentException">A box is not finite.</exception>
    public Tensor DecodeSingle(Tensor relCodes, Tensor referenceBoxes)
    {
        using var scope = NewDisposeScope();
        var (center, size) = CenterAndSize(referenceBoxes.to(relCodes));
        var weights = tensor(Weights.ToArray(), relCodes.dtype, relCodes.device);
        var codes = relCodes.reshape(relCodes.shape[0], relCodes.shape[1] / (2 * Axes), 2 * Axes) / weights;
        var logarithms = codes.narrow(2, Axes, Axes).to_type(ScalarType.Float32).clamp(max: BoxesXformClip!.Value);
        var half = (logarithms.exp() * size.unsqueeze(1)).to_type(relCodes.dtype) * 0.5;
        if (!half.isfinite().all().item<bool>())
        {
            throw new ArgumentException("BoxCoder: some decoded boxes are not finite; the codes or the references hold NaN, or what their type cannot hold.");
        }
        var middle = codes.narrow(2, 0, Axes) * size.unsqueeze(1) + center.unsqueeze(1);
        return cat([middle - half, middle + half], 2).flatten(1).MoveToOuterDisposeScope();
    }

    private (Tensor Center, Tensor Size) CenterAndSize(Tensor boxes)
        => BoxMode.Axes(boxes) == Axes && BoxConversion.ConvertBoxMode(boxes, null, new CenterSizeMode()) is var told
            ? (told.narrow(1, 0, Axes), told.narrow(1, Axes, Axes))
            : throw new ArgumentException($"BoxCoder: boxes have {BoxMode.Axes(boxes)} axes and the weights {Weights} are for {Axes}; both must match.");
}
