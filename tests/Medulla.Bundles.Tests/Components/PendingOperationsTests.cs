using Medulla.Bundles.Components;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public class PendingOperationsTests
{
    private static Tensor Matrix(params double[] rows) => tensor(rows, [4, 4]);

    [Fact]
    public void Matrices_MoveVoxels()
    {
        var image = new MetaTensor(arange(4, ScalarType.Float32).view(1, 4, 1, 1));
        var shifted = PendingOperations.ApplyPending(image, [Matrix(1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)]).Data;
        Assert.Equal([1, 2, 3, 0], shifted.Data.flatten().data<float>().ToArray());
        Assert.Equal(Affine.Translation(1, 0, 0), shifted.Affine);
    }

    [Fact]
    public void OwnOperations_AreExecuted()
    {
        var waiting = (MetaTensor)((ITransform)new Flip(0)).Run(new MetaTensor(ones(1, 2, 2, 2)), new(Lazy: true))!;
        var (data, pending) = PendingOperations.ApplyPending(waiting);
        Assert.Single(pending);
        Assert.Empty(data.Pending);
    }

    [Fact]
    public void WrongOperations_AreRejected()
    {
        var image = new MetaTensor(ones(1, 2, 2, 2));
        Assert.Contains("lazy_affine", Assert.Throws<ArgumentException>(() => PendingOperations.ApplyPending(image, [new Dictionary<string, object?>()])).Message);
        Assert.Throws<ArgumentException>(() => PendingOperations.ApplyPending(image, [eye(4, dtype: ScalarType.Float64)], new Dictionary<string, object?> { ["colour"] = 1 }));
    }

    [Fact]
    public void Interpolation_IsReplaced_AndPaddingIsNot()
    {
        Dictionary<string, object?> info = new()
        {
            ["extra"] = new Dictionary<string, object?> { ["mode"] = "bilinear", ["align_corners"] = false },
            ["other"] = new Dictionary<string, object?> { ["mode"] = "constant" },
            ["many"] = new Dictionary<string, object?> { ["mode"] = new List<object?> { "bilinear", "bicubic" } },
        };
        var changed = (Dictionary<string, object?>)((List<object?>)PendingOperations.ConvertAppliedInterpMode(new List<object?> { info })!)[0]!;
        Assert.Equal("nearest", ((Dictionary<string, object?>)changed["extra"]!)["mode"]);
        Assert.Equal("none", ((Dictionary<string, object?>)changed["extra"]!)["align_corners"]);
        Assert.Equal("constant", ((Dictionary<string, object?>)changed["other"]!)["mode"]);
        Assert.Equal(new List<object?> { "nearest", "nearest" }, ((Dictionary<string, object?>)changed["many"]!)["mode"]);
    }
}
