using Medulla.Imaging;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Makes the herringbone pattern of spikes in an MR scan's k-space: sets the strength of single frequencies.</summary>
/// <param name="Loc">
/// Where the spikes are in k-space with frequency 0 in the middle: [x, y(, z)] for all channels or [c, x, y(, z)] for one; one location
/// or a list of them.
/// </param>
/// <param name="KIntensity">
/// Natural logarithm of each spike's strength in the unnormalised Fourier transform, one for each location; if null, 2.5 times the mean
/// logarithm of all frequencies of the spike's channel.
/// </param>
/// <exception cref="ArgumentException">There are not as many strengths as locations; on a call, a location lies outside the image.</exception>
/// <remarks>
/// A spike adds one plane wave to the image, so nothing but that frequency is computed and no k-space is stored. See Stadler et al.,
/// European Radiology 17, 2007.
/// </remarks>
public sealed record KSpaceSpikeNoise(Values<Values<int>> Loc, Values<double>? KIntensity = null) : Transform
{
    /// <summary>The locations.</summary>
    public Values<Values<int>> Loc { get; init; } = Locations(Loc);

    /// <summary>Logarithm of each spike's strength.</summary>
    public Values<double>? KIntensity { get; init; } = KIntensity is null || KIntensity.Count == Locations(Loc).Count ? KIntensity
        : throw new ArgumentException($"KSpaceSpikeNoise: KIntensity has {KIntensity.Count} values and Loc {Locations(Loc).Count} locations; there must be one for each.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var size = image.Data.shape;
        // Where several locations name one frequency, the last one counts.
        var spikes = Enumerable.Range(0, Loc.Count).Reverse().SelectMany(i => Spikes(i, size)).DistinctBy(spike => (spike.Channel, spike.At)).ToList();
        var strengths = KIntensity ?? DefaultIntensity(image.Data);
        return image.WithData(TensorMemory.Scoped(() =>
        {
            var type = image.Data.dtype;
            var voxels = image.Data.to_type(type == ScalarType.Float64 ? type : ScalarType.Float32, copy: true).contiguous();
            // All waves are measured before one is added: spikes of one channel do not see each other.
            var waves = spikes.Select(spike => PlaneWave.Measure(voxels[spike.Channel], spike.At)).ToList();
            for (var i = 0; i < spikes.Count; i++)
            {
                var strength = strengths[KIntensity is null ? spikes[i].Channel : spikes[i].Index];
                waves[i].AddTo(voxels[spikes[i].Channel], Math.Exp(strength));
            }
            return voxels.to_type(type).alias();
        }));
    }

    /// <summary>2.5 times the mean logarithm of the strength of all frequencies, for each channel.</summary>
    /// <param name="voxels">[C, spatial...].</param>
    internal static Values<double> DefaultIntensity(Tensor voxels)
    {
        using var scope = NewDisposeScope();
        var real = voxels.is_floating_point() && voxels.element_size() >= sizeof(float) ? voxels : voxels.to_type(ScalarType.Float32);
        var axes = Enumerable.Range(1, (int)voxels.Dimensions - 1).Select(axis => (long)axis).ToArray();
        var means = (fft.fftn(real, dim: axes).abs() + 1e-10).log().mean(axes) * 2.5;
        return means.to_type(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    /// <summary>The frequencies of one location, in each channel that it stands for.</summary>
    private IEnumerable<(int Channel, Values<int> At, int Index)> Spikes(int index, long[] size)
    {
        var (location, rank) = (Loc[index], size.Length - 1);
        var fits = (location.Count == rank || (location.Count == rank + 1 && location[0] >= 0 && location[0] < size[0]))
            && Enumerable.Range(1, rank).All(axis => location[location.Count - 1 - rank + axis] is var at && at >= 0 && at < size[axis]);
        if (!fits || rank < 2)
        {
            throw new ArgumentException($"KSpaceSpikeNoise: location {location} does not lie in an image [{string.Join(", ", size)}] of two or three spatial axes; give {rank} indices, or the channel and {rank} indices.");
        }
        var at = Values.From(location.Skip(location.Count - rank));
        return location.Count > rank ? [(location[0], at, index)] : Enumerable.Range(0, (int)size[0]).Select(channel => (channel, at, index));
    }

    /// <summary>A flat list of numbers is one location.</summary>
    private static Values<Values<int>> Locations(Values<Values<int>> loc)
        => loc.Count > 1 && loc.All(one => one.Count == 1) ? [Values.From(loc.Select(one => one[0]))] : loc;
}
