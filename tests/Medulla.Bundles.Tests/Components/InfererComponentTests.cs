using Medulla.Bundles.Components;
using Medulla.Inferers;
using Medulla.Interpretability;
using Medulla.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public sealed class InfererComponentTests
{
    [Theory]
    [InlineData("monai.inferers.SaliencyInferer", typeof(SaliencyInferer))]
    [InlineData("monai.inferers.SliceInferer", typeof(SliceInferer))]
    [InlineData("monai.optimizers.Novograd", typeof(Novograd))]
    [InlineData("monai.optimizers.lr_scheduler.WarmupCosineSchedule", typeof(WarmupCosineSchedule))]
    [InlineData("monai.optimizers.LearningRateFinder", typeof(LearningRateFinder))]
    [InlineData("monai.visualize.GradCAMpp", typeof(GradCAMpp))]
    [InlineData("monai.visualize.OcclusionSensitivity", typeof(OcclusionSensitivity))]
    public void ReferenceNames_LeadToTheirClasses(string name, Type type)
        => Assert.Equal(type, ComponentRegistry.Default.Find(name)!.Type);

    [Fact]
    public void WholeOverlaps_CountVoxelsAndOthersAreShares()
    {
        Assert.Equal([new PatchOverlap(1, IsShare: false)], Splitter(1L).Overlap!);
        Assert.Equal([new PatchOverlap(0.5, IsShare: true), new PatchOverlap(2, IsShare: false)], Splitter(new List<object?> { 0.5, 2L }).Overlap!);
        Assert.Throws<ArgumentOutOfRangeException>(() => Splitter(1.0));
    }

    [Theory]
    [InlineData(typeof(AvgMerger))]
    [InlineData("monai.inferers.merger.AvgMerger")]
    public void ClassOrItsName_StandsForWhatConstructsIt(object merger)
    {
        using var scope = NewDisposeScope();
        var inferer = Create("PatchInferer", ("splitter", Splitter(0L)), ("merger_cls", merger), ("value_dtype", "float64"));

        var result = Methods.Call(inferer, "__call__", Named(("inputs", ones(1, 1, 4)), ("network", (Func<object?, object?>)(x => (Tensor)x! * 2))));

        Assert.Equal(ScalarType.Float64, Assert.IsType<NetworkOutput>(result).Single.dtype);
    }

    [Fact]
    public void FunctionsThatGiveLists_GiveSeveralOutputs()
    {
        using var scope = NewDisposeScope();
        var inferer = Create("SlidingWindowInferer", ("roi_size", 2L));

        var result = Methods.Call(inferer, "__call__", Named(("inputs", ones(1, 1, 4)), ("network", (Func<object?, object?>)(x => new List<object?> { x, x }))));

        Assert.Equal(2, Assert.IsAssignableFrom<IReadOnlyList<Tensor>>(((NetworkOutput)result!).ReferenceForm).Count);
    }

    [Fact]
    public void OcclusionModes_AreWordsOrNumbers()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Flatten(1), nn.Linear(16, 2));
        foreach (var mode in (object[])["mean_img", 0.5, "gaussian"])
        {
            var map = (OcclusionSensitivity)Create("OcclusionSensitivity", ("nn_module", network), ("mask_size", 2L), ("mode", mode), ("activate", false));

            Assert.Equal([1, 2, 4, 4], map.Compute(rand(1, 1, 4, 4)).Sensitivity.shape);
        }
        Assert.ThrowsAny<ArgumentException>(() => Create("OcclusionSensitivity", ("nn_module", network), ("mode", "blur")));
    }

    private static SlidingWindowSplitter Splitter(object overlap) => (SlidingWindowSplitter)Create("SlidingWindowSplitter", ("patch_size", 2L), ("overlap", overlap));

    private static object Create(string name, params (string, object?)[] arguments) => ComponentRegistry.Default.Find(name)!.Create(Named(arguments))!;

    private static Dictionary<string, object?> Named(params (string Name, object? Value)[] arguments) => arguments.ToDictionary(one => one.Name, one => one.Value);
}
