using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>A detection network's maps, anchor by anchor.</summary>
internal static class AnchorMaps
{
    /// <summary>Of each level [B, anchors * K, spatial...] as [B, places * anchors, K], in the order of the anchors.</summary>
    public static IReadOnlyList<Tensor> PerAnchor(IReadOnlyList<Tensor> maps, int anchorsPerPlace)
        => [.. maps.Select(map => map.flatten(2).unflatten(1, [anchorsPerPlace, map.shape[1] / anchorsPerPlace]).permute(0, 3, 1, 2).flatten(1, 2))];

    /// <summary>The anchors of all levels as those of each.</summary>
    public static IReadOnlyList<Tensor> Split(Tensor anchors, IReadOnlyList<Tensor> maps, int anchorsPerPlace)
        => anchors.split([.. Places(maps).Select(places => (long)places * anchorsPerPlace)]);

    /// <summary>Places of each level.</summary>
    public static IReadOnlyList<int> Places(IReadOnlyList<Tensor> maps) => [.. maps.Select(map => checked((int)map.shape[2..].Aggregate(1L, (a, b) => a * b)))];
}
