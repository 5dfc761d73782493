using Medulla.Randomness;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Post;

public class ObjectTests
{
    [Fact]
    public void SmallComponents_GoAway_AndLargeOnesStay()
    {
        var mask = zeros(1, 10, 10, 10);
        mask[0, 1, 1, TensorIndex.Slice(1, 4)] = 1;
        mask[0, TensorIndex.Slice(5, 9), TensorIndex.Slice(5, 9), 5] = 1;
        var kept = new RemoveSmallObjects(4).Apply(new MetaTensor(mask)).Data;
        Assert.Equal(16, kept.sum().item<float>());
        Assert.Equal(0, kept[0, 1, 1, 2].item<float>());
    }

    [Theory]
    [InlineData(1, 0)]   // diagonal across channels: apart
    [InlineData(2, 2)]
    public void Components_ReachAcrossChannels(int connectivity, float left)
    {
        var mask = zeros(2, 4, 4, 4);
        mask[0, 1, 1, 1] = 1;
        mask[1, 1, 1, 2] = 1;
        Assert.Equal(left, new RemoveSmallObjects(2, connectivity).Apply(new MetaTensor(mask)).Data.sum().item<float>());
    }

    [Fact]
    public void Labels_CountAllTheirVoxels()
    {
        var labels = zeros(1, 6, 6);
        labels[0, 0, 0] = 2;
        labels[0, 5, 5] = 2;
        labels[0, 3, 3] = 3;
        var kept = new RemoveSmallObjects(2).Apply(new MetaTensor(labels)).Data;
        Assert.Equal(4, kept.sum().item<float>());
        Assert.Equal(0, kept[0, 3, 3].item<float>());
    }

    [Fact]
    public void NegativeLabels_AreRejected()
        => Assert.Contains("-1", Assert.Throws<ArgumentException>(() => new RemoveSmallObjects().Apply(new MetaTensor(tensor(new[] { -1f, 2 }).reshape(1, 1, 2)))).Message);

    [Fact]
    public void Hole_IsFilled_ButNotWhatAPathReaches()
    {
        var ring = zeros(1, 7, 7);
        ring[0, TensorIndex.Slice(1, 6), TensorIndex.Slice(1, 6)] = 3;
        ring[0, 3, 3] = 0;
        Assert.Equal(75, new FillHoles().Apply(new MetaTensor(ring)).Data.sum().item<float>());
        ring[0, TensorIndex.Slice(3, 7), 3] = 0;
        Assert.Equal(66, new FillHoles().Apply(new MetaTensor(ring)).Data.sum().item<float>());
    }

    [Fact]
    public void Contour_OfABox_IsItsSurface()
    {
        var box = zeros(1, 6, 6, 6);
        box[0, TensorIndex.Slice(1, 5), TensorIndex.Slice(1, 5), TensorIndex.Slice(1, 5)] = 1;
        Assert.Equal(64 - 8, new LabelToContour().Apply(new MetaTensor(box)).Data.sum().item<float>());
    }

    [Fact]
    public void Peaks_ComeHighestFirst_AndKeepTheirDistance()
    {
        var map = zeros(20, 20);
        map[4, 4] = 0.9f;
        map[5, 5] = 0.8f;
        map[15, 15] = 0.7f;
        var peaks = new ProbNMS(2, BoxSize: 6).Apply(map);
        Assert.Equal([4, 4], peaks[0].Voxel);
        Assert.Equal([15, 15], peaks[1].Voxel);
        Assert.Equal(2, peaks.Count);
        Assert.Equal(0.9f, map.max().item<float>());   // the map stays as it is
    }

    [Fact]
    public void Ensemble_OfDifferentShapes_IsRejected()
        => Assert.Contains("[1, 3]", Assert.Throws<ArgumentException>(() => new MeanEnsemble().Apply([new(ones(1, 2)), new(ones(1, 3))])).Message);

    [Fact]
    public void GradientOfARamp_IsItsSlope()
    {
        var ramp = arange(8, ScalarType.Float32).reshape(1, 8, 1).expand(1, 8, 6).contiguous();
        var gradients = new SobelGradients(PaddingMode: Medulla.Transforms.PadMode.Edge).Apply(new MetaTensor(ramp)).Data;
        Assert.Equal(1, gradients[0, 4, 3].item<float>(), 1e-5);
        Assert.Equal(0, gradients[1, 4, 3].item<float>(), 1e-5);
    }

    [Fact]
    public void ManyChannels_AreOneVolume_AsWithoutTheKernel()
    {
        // Two spatial axes and channels make a volume that the kernel takes whole; an axis of length 1 more does not.
        var mask = new RandomState(1).Uniform(0, 1, [3, 14, 15], ScalarType.Float32).gt(0.85).to_type(ScalarType.Float32);
        for (var connectivity = 1; connectivity <= 3; connectivity++)
        {
            var flat = new RemoveSmallObjects(6, connectivity).Apply(new MetaTensor(mask)).Data;
            var deep = new RemoveSmallObjects(6, connectivity).Apply(new MetaTensor(mask.unsqueeze(2))).Data.squeeze(2);
            Assert.Equal(0, (flat - deep).abs().sum().item<float>());
            Assert.True(flat.sum().item<float>() < mask.sum().item<float>());
        }
    }

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Float16)]
    public void ElementType_Stays(ScalarType dtype)
    {
        var mask = ones([1, 5, 5], dtype);
        mask[0, 2, 2] = 0;
        var image = new MetaTensor(mask);
        Assert.Equal(dtype, new RemoveSmallObjects().Apply(image).Data.dtype);
        Assert.Equal(dtype, new LabelToContour().Apply(image).Data.dtype);
        Assert.Equal(dtype, new FillHoles(1).Apply(image).Data.dtype);
        Assert.Equal(25, new FillHoles(1).Apply(image).Data.to_type(ScalarType.Int64).sum().item<long>());
    }

    [Fact]
    public void ContourOfAMask_IsTheFilterOfAnyImage()
    {
        var mask = new RandomState(1).Uniform(0, 1, [2, 9, 8, 40], ScalarType.Float32).gt(0.1).to_type(ScalarType.Float32);
        var kernel = ones([1, 1, 3, 3, 3]).neg();
        kernel[0, 0, 1, 1, 1] = 26;
        var filtered = nn.functional.conv3d(mask.unsqueeze(1), kernel, padding: [1, 1, 1]).squeeze(1).clamp(0, 1);
        Assert.Equal(0, (filtered - new LabelToContour().Apply(new MetaTensor(mask)).Data).abs().sum().item<float>());
        var labels = mask * 3;
        filtered = nn.functional.conv3d(labels.unsqueeze(1), kernel, padding: [1, 1, 1]).squeeze(1).clamp(0, 1);
        Assert.Equal(0, (filtered - new LabelToContour().Apply(new MetaTensor(labels)).Data).abs().sum().item<float>());
    }

    [Fact]
    public void OfLabelsWithinEachOther_TheHigherOneStays()
    {
        var rings = zeros(1, 9, 9);
        rings[0, TensorIndex.Slice(1, 8), TensorIndex.Slice(1, 8)] = 1;
        rings[0, TensorIndex.Slice(2, 7), TensorIndex.Slice(2, 7)] = 0;
        rings[0, 4, 4] = 2;
        Assert.Equal(49, new FillHoles((Imaging.Values<int>)[2, 1]).Apply(new MetaTensor(rings)).Data.sum().item<float>());
    }

    [Fact]
    public void LabelWithoutChannel_IsRejected()
        => Assert.Contains("label 4", Assert.Throws<ArgumentException>(() => new FillHoles(4).Apply(new MetaTensor(ones(3, 4, 4)))).Message);

    [Fact]
    public void HalfALabel_IsRejected()
        => Assert.Contains("0.5", Assert.Throws<ArgumentException>(() => new FillHoles().Apply(new MetaTensor(full([1, 4, 4], 0.5f)))).Message);

    [Fact]
    public void MaskThatFillsTheImage_IsMeasuredFromBeforeIt()
    {
        var distances = new DistanceTransformEDT([2, 1]).Apply(new MetaTensor(ones(1, 2, 2))).Data;
        Assert.Equal([2, Math.Sqrt(5), 4, Math.Sqrt(17)], distances.data<double>().ToArray());
        var places = (Tensor)DistanceTransformEDT.DistanceTransform(ones(1, 2, 2), returnDistances: false, returnIndices: true);
        Assert.Equal([-1, 0], places.narrow(1, 0, 1).narrow(2, 0, 1).narrow(3, 0, 1).flatten().data<int>().ToArray()[..2]);
    }
}
