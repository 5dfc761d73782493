using System.Text.Json.Nodes;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Tests.Workflows;

public sealed class BundleSummaryTests : IDisposable
{
    private readonly BundleFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Summary_SaysWhatTheBundleIs()
    {
        var summary = BundleSummary.Of(folder.Load());
        Assert.Equal(("small", "Small", "0.1.0", "Testing", false, true), (summary.Name, summary.Title, summary.Version, summary.Task, summary.IsLocked, summary.HasLicense));
        Assert.Equal("image: image (magnitude), 1 channel, [4*n, 2**p*n], float32, values in [0, 1]", Assert.Single(summary.Inputs));
        Assert.Equal(["inference"], summary.Configs);
        Assert.Equal(7, summary.Weights["models/model.pt"]);
        folder.Write(BundleLock.FileName, "{}");
        Assert.True(BundleSummary.Of(folder.Load()).IsLocked);
    }

    [Fact]
    public void StrangeMetadata_DoNotHideTheRest()
    {
        folder.Set("name", 5);
        folder.Set("network_data_format.inputs.image.num_channels", "many");
        folder.Set("network_data_format.outputs", JsonNode.Parse("[]"));
        var summary = BundleSummary.Of(folder.Load());
        Assert.Null(summary.Title);
        Assert.StartsWith("image.num_channels: ", Assert.Single(summary.Inputs), StringComparison.Ordinal);
        Assert.Empty(summary.Outputs);
    }
}
