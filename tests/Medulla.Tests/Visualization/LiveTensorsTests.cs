using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using Medulla.Visualization;
using static TorchSharp.torch;

namespace Medulla.Tests.Visualization;

[Collection(nameof(Alone))]
public class LiveTensorsTests
{
    [Fact]
    public void PicturesAndContracts_LeaveNoTensorsBehind()
    {
        var (image, label) = (Images.Turned(), new MetaTensor(ones(1, 7, 6, 5)));
        Compose pipeline = new([new Zoom(1.2).On("image"), new RandGaussianNoise(1).On("image")], Lazy: true);
        var contract = new Contract(Orientation: "LAS", ValueRange: new Interval(0, 100), Labels: [.. Enumerable.Range(0, 101)], ValueTolerance: 1, Finite: true);
        void Work()
        {
            Overlay.Of(image, label, null, label);
            PipelinePreview.Of(pipeline, new Sample { ["image"] = image, ["label"] = label });
            contract.Apply(image);
        }
        Work();
        var before = Alone.LiveTensors();
        Work();
        Assert.Equal(before, Alone.LiveTensors());
    }
}
