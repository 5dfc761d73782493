using static TorchSharp.torch;

namespace Medulla.Transforms.Io;

/// <summary>A picture as it was read, for a converter to change.</summary>
/// <param name="Image">Grey [W, H], colours [W, H, 3], or with transparency [W, H, 2] or [W, H, 4].</param>
public sealed record LoadedPicture(MetaTensor Image)
{
    private int Numbers => Image.Data.Dimensions == 2 ? 1 : (int)Image.Data.shape[2];

    /// <summary>The picture in another mode.</summary>
    /// <param name="mode">"L" (grey; of colours the luma of ITU-R BT.601), "RGB" or "RGBA".</param>
    /// <exception cref="ArgumentException">The mode is another.</exception>
    public LoadedPicture Convert(string mode)
    {
        using var scope = NewDisposeScope();
        var data = Image.Data;
        var colours = Numbers switch { 1 => data.unsqueeze(2).expand(-1, -1, 3), 2 => data.narrow(2, 0, 1).expand(-1, -1, 3), _ => data.narrow(2, 0, 3) };
        var converted = mode switch
        {
            "L" => Numbers switch { 1 => data, 2 => data.select(2, 0), _ => Luma(colours) },
            "RGB" => colours.contiguous(),
            "RGBA" => Numbers is 4 ? data : cat([colours, Numbers == 2 ? data.narrow(2, 1, 1) : full_like(data.view(data.shape[0], data.shape[1], -1).narrow(2, 0, 1), 255)], 2),
            _ => throw new ArgumentException($"a picture becomes 'L', 'RGB' or 'RGBA', not '{mode}'.", nameof(mode)),
        };
        ChannelAxis channels = converted.Dimensions == 2 ? ChannelAxis.None : 2;
        return new(Image.WithData(converted.MoveToOuterDisposeScope()).WithMetadata(Image.Metadata with { OriginalChannelDim = channels }));
    }

    /// <summary>As whole numbers, in 65536ths.</summary>
    private static Tensor Luma(Tensor colours)
    {
        var weights = tensor(new long[] { 19595, 38470, 7471 });
        return ((colours.to_type(ScalarType.Int64) * weights).sum(2) + 0x8000).bitwise_right_shift(tensor(16L)).to_type(colours.dtype);
    }
}
