using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>The two published forms of <see cref="HoVerNet"/>.</summary>
public enum HoVerNetMode
{
    /// <summary>Kernels of 3 pixels; images of 256 x 256.</summary>
    [ReferenceName("FAST")]
    Fast,

    /// <summary>Kernels of 5 pixels; images of 270 x 270.</summary>
    [ReferenceName("ORIGINAL")]
    Original,
}
