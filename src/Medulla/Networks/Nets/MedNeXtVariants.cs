using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary><see cref="MedNeXt"/> of published sizes.</summary>
public static class MedNeXtVariants
{
    /// <summary>The network of a published size.</summary>
    /// <param name="variant">"S", "B", "M" or "L".</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Classes.</param>
    /// <param name="kernelSize">Voxels under the depthwise kernels along each axis.</param>
    /// <param name="deepSupervision">Whether smaller outputs come with the result while training.</param>
    /// <exception cref="ArgumentException">The size is none of these.</exception>
    [ReferenceName("create_mednext")]
    public static MedNeXt Create(string variant, int spatialDims = 3, int inChannels = 1, int outChannels = 2, int kernelSize = 3, bool deepSupervision = false)
    {
        ArgumentNullException.ThrowIfNull(variant);
        Values<int> four = [2, 2, 2, 2];
        return variant.ToUpperInvariant() switch
        {
            "S" => Of(2, 2, 2, four, 2, four),
            "B" => Of([2, 3, 4, 4], [4, 4, 3, 2], 4, four, 2, four),
            "M" => Of([2, 3, 4, 4], [4, 4, 3, 2], 4, [3, 4, 4, 4], 4, [4, 4, 4, 3]),
            "L" => Of([3, 4, 8, 8], [8, 8, 4, 3], 8, [3, 4, 8, 8], 8, [8, 8, 4, 3]),
            _ => throw new ArgumentException($"MedNeXt: the variant is '{variant}'; S, B, M or L is expected.", nameof(variant)),
        };

        MedNeXt Of(Values<int> encoding, Values<int> decoding, int bottleneck, Values<int> down, int bottom, Values<int> up)
            => new(spatialDims, 32, inChannels, outChannels, encoding, decoding, bottleneck, kernelSize, deepSupervision, true, down, bottom, up);
    }

    /// <summary>The small network; see <see cref="Create"/>.</summary>
    [ReferenceName("MedNeXtS", "MedNextS", "MedNextSmall", "MedNeXtSmall")]
    public static MedNeXt Small(int spatialDims = 3, int inChannels = 1, int outChannels = 2, int kernelSize = 3, bool deepSupervision = false)
        => Create("S", spatialDims, inChannels, outChannels, kernelSize, deepSupervision);

    /// <summary>The base network; see <see cref="Create"/>.</summary>
    [ReferenceName("MedNeXtB", "MedNextB", "MedNextBase", "MedNeXtBase")]
    public static MedNeXt Base(int spatialDims = 3, int inChannels = 1, int outChannels = 2, int kernelSize = 3, bool deepSupervision = false)
        => Create("B", spatialDims, inChannels, outChannels, kernelSize, deepSupervision);

    /// <summary>The medium network; see <see cref="Create"/>.</summary>
    [ReferenceName("MedNeXtM", "MedNextM", "MedNextMedium", "MedNeXtMedium")]
    public static MedNeXt Medium(int spatialDims = 3, int inChannels = 1, int outChannels = 2, int kernelSize = 3, bool deepSupervision = false)
        => Create("M", spatialDims, inChannels, outChannels, kernelSize, deepSupervision);

    /// <summary>The large network; see <see cref="Create"/>.</summary>
    [ReferenceName("MedNeXtL", "MedNextL", "MedNextLarge", "MedNeXtLarge")]
    public static MedNeXt Large(int spatialDims = 3, int inChannels = 1, int outChannels = 2, int kernelSize = 3, bool deepSupervision = false)
        => Create("L", spatialDims, inChannels, outChannels, kernelSize, deepSupervision);
}
