using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Shuffles the voxels within random boxes of the image, each channel by itself.</summary>
/// <param name="Holes">Number of boxes, at least 1; the smallest number if <paramref name="MaxHoles"/> is given.</param>
/// <param name="SpatialSize">Size of a box along each axis, or one for all; the smallest size if <paramref name="MaxSpatialSize"/> is given. 0 or less: as the image.</param>
/// <param name="MaxHoles">The largest number of boxes; the number is not random if null.</param>
/// <param name="MaxSpatialSize">The largest size of a box; sizes are not random if null. 0 or less: as the image.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Holes"/> is below 1.</exception>
/// <remarks>See Kang et al., PatchShuffle Regularization, 2017.</remarks>
public sealed record RandCoarseShuffle(
    int Holes, Values<int> SpatialSize, int? MaxHoles = null, Values<int>? MaxSpatialSize = null, double Prob = 0.1)
    : RandCoarseTransform(Holes, SpatialSize, MaxHoles, MaxSpatialSize, Prob)
{
    private protected override Tensor Fill(Tensor voxels, Values<Hole> holes, RandomState random)
    {
        foreach (var part in holes.SelectMany(hole => Inside(voxels, hole).unbind(0)))
        {
            var order = Enumerable.Range(0, checked((int)part.numel())).Select(i => (long)i).ToArray();
            random.Shuffle<long>(order);
            part.copy_(part.flatten()[tensor(order)].view(part.shape));
        }
        return voxels;
    }

    private protected override void Advance(MetaTensor image, Values<Hole> holes, RandomState random)
    {
        foreach (var hole in holes)
        {
            var order = new byte[hole.Size.Aggregate((a, b) => a * b)];
            for (var channel = 0; channel < image.Channels; channel++)
            {
                random.Shuffle<byte>(order);
            }
        }
    }

    /// <summary>Shuffles within the same random boxes in keys of a sample; the order is drawn for each key.</summary>
    /// <param name="Keys">The keys, of images of one spatial shape.</param>
    /// <param name="Holes">Number of boxes, at least 1; the smallest number if <paramref name="MaxHoles"/> is given.</param>
    /// <param name="SpatialSize">Size of a box along each axis, or one for all; 0 or less: as the image.</param>
    /// <param name="MaxHoles">The largest number of boxes; the number is not random if null.</param>
    /// <param name="MaxSpatialSize">The largest size of a box; sizes are not random if null.</param>
    /// <param name="Prob">How often a call does so, in [0, 1].</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, int Holes, Values<int> SpatialSize, int? MaxHoles = null, Values<int>? MaxSpatialSize = null, double Prob = 0.1,
        bool AllowMissingKeys = false)
        : SharedHoles(Keys, new RandCoarseShuffle(Holes, SpatialSize, MaxHoles, MaxSpatialSize, Prob), AllowMissingKeys);
}
