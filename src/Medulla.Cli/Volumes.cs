using Medulla.Imaging;
using TorchSharp;

namespace Medulla.Cli;

/// <summary>Volumes of labels.</summary>
internal static class Volumes
{
    /// <summary>The volume of each label but the background, ml, by name.</summary>
    public static IReadOnlyDictionary<string, double> Of(MetaTensor label, Values<string> names)
    {
        using var scope = torch.NewDisposeScope();
        var voxel = Math.Abs(label.Grid.VoxelToWorld.Determinant) / 1000;
        var counts = label.Data.flatten().to_type(torch.ScalarType.Int64).bincount(null, names.Count).data<long>().ToArray();
        return Enumerable.Range(1, names.Count - 1).ToDictionary(i => names[i], i => Math.Round(counts[i] * voxel, 3));
    }
}
