using Medulla.Interaction.Transforms;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Interaction;

public class GuidedCropTests
{
    private static Sample Volume(List<object?> clicks) => new()
    {
        ["image"] = rand(1, 8, 12, 10),
        ["image_meta_dict"] = new Dictionary<string, object?> { ["spatial_shape"] = new[] { 12L, 10, 8 }, ["original_affine"] = eye(4) },
        ["guidance"] = clicks,
    };

    private static List<object?> Points(params long[][] points) => [.. points];

    [Fact]
    public void Clicks_MoveWithTheCrop()
    {
        var sample = Volume([Points([3, 5, 7], [4, 5, 7]), Points([2, 6, 8])]);

        var cropped = new SpatialCropGuidance("image", "guidance", [2, 2, 2], Margin: 1).Apply(sample);

        var (before, after) = (sample.Image("image").Data, cropped.Image("image").Data);
        var point = (List<object?>)((List<object?>)((List<object?>)cropped["guidance"]!)[0]!)[1]!;
        Assert.Equal(before[0, 4, 5, 7].item<float>(), after[0, (long)point[0]!, (long)point[1]!, (long)point[2]!].item<float>());
        Assert.Equal([1, 5, 4, 4], after.shape);   // clicks span 3 x 2 x 2 voxels, with one more on each side
        Assert.DoesNotContain("foreground_start_coord", ((Dictionary<string, object?>)sample["image_meta_dict"]!).Keys);
    }

    [Fact]
    public void Restoring_PutsTheCropBack()
    {
        var sample = new SpatialCropGuidance("image", "guidance", [2, 2, 2], Margin: 2).Apply(Volume([Points([3, 5, 7]), Points()]));

        var restored = new RestoreLabel("pred", "image").Apply(sample.With("pred", ones_like(sample.Image("image").Data)));

        var volume = (Tensor)restored["pred"]!;
        Assert.Equal([8, 12, 10], volume.shape);
        Assert.Equal((125f, 125f), (volume.sum().item<float>(), volume.narrow(0, 1, 5).narrow(1, 3, 5).narrow(2, 5, 5).sum().item<float>()));
        Assert.Same(((Dictionary<string, object?>)sample["image_meta_dict"]!)["original_affine"], ((Dictionary<string, object?>)restored["pred_meta_dict"]!)["affine"]);
    }

    [Fact]
    public void SliceOfAVolume_ComesBackToItsPlace()
    {
        var sample = new Sample
        {
            ["image"] = rand(4, 6, 6),
            ["image_meta_dict"] = new Dictionary<string, object?> { ["spatial_shape"] = new[] { 6L, 6, 4 }, ["original_affine"] = eye(4) },
            ["guidance"] = new List<object?> { Points([2, 2]), Points(), 3L },
        };
        var slice = new Fetch2DSlice("image").Apply(sample);
        Assert.True(slice.Image("image").Data.equal(sample.Image("image").Data[3]).all().item<bool>());

        var cropped = new SpatialCropGuidance("image", "guidance", [4, 4], Margin: 0).Apply(slice.With("image", slice.Image("image").Data.unsqueeze(0)));
        var volume = (Tensor)new RestoreLabel("pred", "image").Apply(cropped.With("pred", cropped.Image("image").Data))["pred"]!;

        Assert.Equal([4, 6, 6], volume.shape);
        Assert.Equal(sample.Image("image").Data[3].narrow(0, 0, 4).narrow(1, 0, 4).sum().item<float>(), volume[3].sum().item<double>(), 1e-4);
        Assert.Equal(0, volume.narrow(0, 0, 3).abs().max().item<double>());
    }

    [Fact]
    public void UserClicks_AreScaledToTheVolume()
    {
        var sample = Volume([]).With("image", rand(4, 6, 5)).With("foreground", Points([4, 6, 2], [8, 2, 6])).With("background", Points([0, 0, 2]));

        var clicks = (List<object?>)new AddGuidanceFromPoints("image", SpatialDims: 3).Apply(sample)["guidance"]!;
        var inSlice = (List<object?>)new AddGuidanceFromPoints("image").Apply(sample.With("slice", 2L))["guidance"]!;

        Assert.Equal([1L, 2L, 3L], (IEnumerable<object?>)((List<object?>)clicks[0]!)[0]!);
        Assert.Equal((1, 1, 2L), (((List<object?>)inSlice[0]!).Count, ((List<object?>)inSlice[1]!).Count, (long)inSlice[2]!));
        Assert.Contains("no clicks in slice 5", Assert.Throws<ArgumentException>(() => new AddGuidanceFromPoints("image").Apply(sample.With("slice", 5L))).Message);
        Assert.Contains("DepthFirst", Assert.Throws<TransformException>(() => new AddGuidanceFromPoints("image", Axis: 2).Apply(sample)).Message);
    }

    [Fact]
    public void ShapeAsRead_IsThatBeforeTheHistory()
    {
        var image = new Medulla.Transforms.Spatial.Resize([6, 6, 6]).Apply(new MetaTensor(rand(1, 12, 12, 12)));
        var sample = new Sample { ["image"] = image, ["spleen"] = Points([10, 4, 6]) };

        sample = new AddGuidanceFromPointsDeepEdit("image", LabelNames: new[] { "spleen", "background" }).Apply(sample);

        var clicks = (Dictionary<string, object?>)sample["guidance"]!;
        Assert.Equal([5L, 2L, 3L], (IEnumerable<object?>)((List<object?>)clicks["spleen"]!)[0]!);
        Assert.Empty((List<object?>)clicks["background"]!);
    }

    [Fact]
    public void SmallForeground_IsCroppedWithRoomAround()
    {
        var label = zeros(1, 10, 10);
        label[0, 5, 5] = 1;
        var sample = new Sample { ["label"] = label, ["label_meta_dict"] = new Dictionary<string, object?>() };
        var cropped = new SpatialCropForeground("label", "label", [4, 6]).Apply(sample);
        Assert.Equal([1, 4, 6], cropped.Image("label").Data.shape);
        Assert.Equal([3L, 2], (long[])((Dictionary<string, object?>)cropped["label_meta_dict"]!)["foreground_start_coord"]!);
        Assert.Equal([1, 1, 1], new SpatialCropForeground("label", "label", [1, 6]).Apply(sample).Image("label").Data.shape);
    }

    [Fact]
    public void WhatIsMissing_IsSaid()
    {
        var sample = Volume([Points(), Points()]);
        Assert.Contains("at least one", Assert.Throws<TransformException>(() => new SpatialCropGuidance("image", "guidance", [2, 2, 2]).Apply(sample)).Message);
        Assert.Contains("FromMetaTensord", Assert.Throws<TransformException>(() => new SpatialCropForeground("image", "image", 4).Apply(sample.Without("image_meta_dict"))).Message);
        Assert.Contains("Margin", Assert.Throws<ArgumentException>(() => new SpatialCropGuidance("image", "guidance", 4, Margin: -1)).Message);
        Assert.Contains("meta_keys", Assert.Throws<ArgumentException>(() => new Fetch2DSlice(["a", "b"], MetaKeys: "c")).Message);
        Assert.Contains("no slice 9", Assert.Throws<TransformException>(() => new Fetch2DSlice("image").Apply(sample.With("guidance", new List<object?> { Points(), Points(), 9L }))).Message);
    }
}
