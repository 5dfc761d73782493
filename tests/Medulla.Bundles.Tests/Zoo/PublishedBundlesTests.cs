using Medulla.Conformance.Runs;

namespace Medulla.Bundles.Tests.Zoo;

/// <summary>docs/zoo.md, against the published bundles where they stand beside the repository.</summary>
public class PublishedBundlesTests
{
    public static TheoryData<string> Bundles => [.. PublishedConfigs.Folder is { } zoo ? PublishedConfigs.Rows(zoo) : ["none"]];

    [Theory]
    [MemberData(nameof(Bundles))]
    public void Table_SaysWhatEachConfigurationLacks(string row)
    {
        Assert.SkipWhen(PublishedConfigs.Folder is null, "the published bundles do not stand beside the repository.");
        Assert.Contains(row, File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Zoo", "zoo.md")));
    }
}
