using Medulla.Tests.Transforms;

namespace Medulla.Tests.Data;

/// <summary>Items to try datasets and loaders on.</summary>
internal static class Items
{
    /// <summary>Images in memory with their numbers.</summary>
    public static IReadOnlyList<Sample> InMemory(int count)
        => [.. Enumerable.Range(0, count).Select(i => new Sample { ["image"] = Images.Turned((uint)i, 1), ["number"] = i })];

    /// <summary>Small image files.</summary>
    public static IReadOnlyList<Sample> Files(TemporaryFolder folder, int count)
        => [.. Enumerable.Range(0, count).Select(i =>
        {
            var path = folder[$"scan_{i}.nii.gz"];
            new Medulla.Transforms.Io.SaveImage().Write(Images.Turned((uint)i, 1), path);
            return new Sample { ["image"] = path };
        })];
}
