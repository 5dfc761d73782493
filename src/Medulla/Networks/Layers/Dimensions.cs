using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>Numbers given per spatial axis, or once for all axes.</summary>
internal static class Dimensions
{
    /// <summary>The number of spatial axes, if it is one that layers exist for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1, 2 or 3.</exception>
    public static int Checked(string owner, int spatialDims)
        => spatialDims is 1 or 2 or 3 ? spatialDims
        : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{owner}: spatialDims is {spatialDims}; 1, 2 or 3 is expected.");

    /// <summary>The number of spatial axes, if it is one that networks for pictures and volumes exist for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 2 or 3.</exception>
    public static int TwoOrThree(string owner, int spatialDims)
        => spatialDims is 2 or 3 ? spatialDims
        : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{owner}: spatialDims is {spatialDims}; 2 or 3 is expected.");

    /// <summary>The shape of a network's input, if it is one that the network was made for.</summary>
    /// <param name="owner">The network, for messages.</param>
    /// <param name="x">The input.</param>
    /// <param name="spatialDims">Spatial axes expected.</param>
    /// <param name="channels">Channels expected.</param>
    /// <param name="multiple">What each spatial size must be a multiple of.</param>
    /// <exception cref="ArgumentException">It is another shape.</exception>
    public static long[] Input(string owner, TorchSharp.torch.Tensor x, int spatialDims, int channels, int multiple = 1)
    {
        var shape = x.shape;
        if (shape.Length != spatialDims + 2 || shape[1] != channels)
        {
            throw new ArgumentException($"{owner}: the input is [{string.Join(", ", shape)}]; [B, {channels}] and {spatialDims} spatial axes are expected.");
        }
        return shape[2..].All(n => n % multiple == 0) ? shape : throw new ArgumentException(
            $"{owner}: the input is [{string.Join(", ", shape)}]; spatial sizes that are multiples of {multiple} are expected. Pad the image.");
    }

    /// <summary>One number an axis.</summary>
    /// <param name="owner">The layer or block, for messages.</param>
    /// <param name="name">The argument's name.</param>
    /// <param name="values">One number, or one an axis.</param>
    /// <param name="spatialDims">Number of axes.</param>
    /// <param name="least">The least value allowed.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is too small.</exception>
    public static int[] PerAxis(string owner, string name, Values<int> values, int spatialDims, int least = 1)
    {
        if (values.Count != 1 && values.Count != spatialDims)
        {
            throw new ArgumentException($"{owner}: {name} is {values}; one value, or {spatialDims} (one an axis), is expected.", name);
        }
        return values.All(value => value >= least)
            ? [.. Enumerable.Range(0, spatialDims).Select(values.Cyclic)]
            : throw new ArgumentException($"{owner}: {name} is {values}; at least {least} is expected.", name);
    }

    /// <summary>A positive number of channels or units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below <paramref name="least"/>.</exception>
    public static int AtLeast(string owner, string name, int value, int least = 1)
        => value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{owner}: {name} is {value}; at least {least} is expected.");
}
