using Acme;
using Acme.Transforms;
using Medulla.Bundles.Components;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public class MethodsTests
{
    private static readonly Dictionary<string, object?> None = [];

    private static Dictionary<string, object?> Named(string name, object? value) => new() { [name] = value };

    private static float First(object? image) => ((MetaTensor)image!).Data.flatten()[0].to_type(ScalarType.Float32).item<float>();

    [Theory]
    [InlineData("__call__")]
    [InlineData("forward")]
    [InlineData("call")]
    public void MainMethod_GoesByTheReferencesNames(string name)
        => Assert.Equal(6.0, Component.Invoke(new Counter(), name, Named("weight", 2L), [3L]));

    [Fact]
    public void OtherMethods_GoBySnakeCase()
        => Assert.Equal(0.0, Methods.Call(new Counter(), "get_total", Named("reduction", "sum")));

    [Fact]
    public void UnknownMethod_TellsWhichThereAre()
        => Assert.Contains("call, first, get_total", Assert.Throws<MissingMethodException>(() => Methods.Call(new Counter(), "reset", None)).Message);

    [Fact]
    public void UnknownArgumentOfAMethod_IsRejected()
        => Assert.Throws<UnknownArgumentException>(() => Methods.Call(new Counter(), "get_total", Named("redution", "sum")));

    [Fact]
    public void Override_LeavesTheOriginalAlone()
    {
        var original = new Brighten(1);

        Assert.Equal(5, ((Brighten)Overrides.With(original, "amount", 5L)!).Amount);
        Assert.Equal(1, original.Amount);
        Assert.Null(Overrides.With(original, "size", 5L));
        Assert.Null(Overrides.With(new Counter(), "strict", true));
    }

    [Fact]
    public void Override_ReachesEveryKey()
        => Assert.All(((Medulla.Transforms.Keyed)Overrides.With(new Brighten().On("a", "b"), "amount", 2L)!).Parts, part => Assert.Equal(new Brighten(2), part.Value));

    [Fact]
    public void Assigned_ChangesWhatCannotBeCopied()
    {
        var counter = new Counter();

        Assert.Same(counter, Overrides.Assigned(counter, "strict", true));
        Assert.True(counter.Strict);
    }

    [Fact]
    public void ParametersOfACall_HoldForThatCall()
    {
        var calls = new TransformCalls(new Brighten(1));

        Assert.Equal(8, First(calls.Call("__call__", new Dictionary<string, object?> { ["img"] = zeros(1, 1), ["amount"] = 8L }, [])));
        Assert.Equal(1, First(calls.Call("__call__", None, [zeros(1, 1)])));
    }

    [Fact]
    public void ExtraArguments_GoToTheApplyThatHasThem()
        => Assert.Equal(11, First(new TransformCalls(new Brighten(1)).Call("__call__", Named("extra", 10L), [zeros(1, 1)])));

    [Fact]
    public void ExtraArgumentsThatNoApplyHas_AreRejected()
        => Assert.Contains("colour", Assert.Throws<UnknownArgumentException>(
            () => new TransformCalls(new Brighten(1)).Call("__call__", Named("colour", "red"), [zeros(1, 1)])).Message);

    [Fact]
    public void Generators_GoOnFromCallToCall_AndADrawCanBeRepeated()
    {
        var calls = new TransformCalls(new RandBrighten(), () => new RandomState(7));
        var first = First(calls.Call("__call__", None, [zeros(1, 1)]));
        calls.Call("randomize", None, [zeros(1, 1)]);
        var second = First(calls.Call("__call__", Named("randomize", false), [zeros(1, 1)]));
        var again = First(calls.Call("__call__", Named("randomize", false), [zeros(1, 1)]));

        Assert.NotEqual(first, second);
        Assert.Equal(second, again);
        Assert.Equal(second, First(calls.Call("__call__", None, [zeros(1, 1), false, "cpu"])));
        Assert.Equal(first, First(new TransformCalls(new RandBrighten(), () => new RandomState(7)).Call("__call__", None, [zeros(1, 1)])));
    }

    [Fact]
    public void FunctionOfArrays_GivenAnImage_KeepsItsPlace()
    {
        var image = new MetaTensor(arange(3), Imaging.Geometry.Affine.Scaling(2, 3, 4));
        var largest = ComponentRegistry.Default.Find("monai.transforms.utils_pytorch_numpy_unification.max")!;
        Assert.Equal(image.Affine, Assert.IsType<MetaTensor>(largest.Create(None, [image])).Affine);
        Assert.IsType<Tensor>(largest.Create(None, [image.Data]), exactMatch: false);
    }

    [Fact]
    public void FunctionOfAnyNumber_GetsTheRest()
    {
        var slices = ComponentRegistry.Default.Find("monai.utils.sample_slices")!;
        Assert.Equal([2L, 0L, 1L], ((Tensor)slices.Create(None, [arange(3), 0L, true, 2L, 0L, 1L])!).data<long>().ToArray());
    }
}
