using Acme.Transforms;
using Medulla.Bundles.Components;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Components;

public class ConversionTests
{
    private static T To<T>(object? value) => Conversion.To<T>(value, "Thing: size");

    private static List<object?> List(params object?[] items) => [.. items];

    [Fact]
    public void WholeNumbers_BecomeDoubles() => Assert.Equal(3.0, To<double>(3L));

    [Fact]
    public void Doubles_BecomeWholeNumbersOnlyWhereTheyAre()
    {
        Assert.Equal(3, To<int>(3.0));
        Assert.Equal("Thing: size is 3.5; a whole number is expected.", Assert.Throws<ArgumentException>(() => To<int>(3.5)).Message);
    }

    [Fact]
    public void NumberBeyondInt_IsRejected() => Assert.ThrowsAny<Exception>(() => To<int>(1L << 40));

    [Fact]
    public void TextIsNoNumber() => Assert.Contains("'five'", Assert.Throws<ArgumentException>(() => To<double>("five")).Message);

    [Fact]
    public void ScalarOrList_BecomesValues()
    {
        Assert.Equal((Values<int>)[2], To<Values<int>>(2L));
        Assert.Equal((Values<double>)[1, 2.5], To<Values<double>>(List(1L, 2.5)));
        Assert.Equal((Values<string>)["image"], To<Values<string>>("image"));
        Assert.Equal((Values<long>)[4, 5], To<Values<long>>(tensor(new long[] { 4, 5 })));
    }

    [Fact]
    public void NestedLists_BecomeNestedValues()
        => Assert.Equal((Values<Values<int>>)[[1, 2], [3]], To<Values<Values<int>>>(List(List(1L, 2L), 3L)));

    [Fact]
    public void Null_FitsNullableOnly()
    {
        Assert.Null(To<double?>(null));
        Assert.Throws<ArgumentException>(() => To<double>(null));
    }

    [Theory]
    [InlineData("keep", Border.Keep)]
    [InlineData("KEEP", Border.Keep)]
    [InlineData("trilinear", Border.Linear)]
    [InlineData("bilinear", Border.Linear)]
    public void EnumMembers_HaveTheReferencesNames(string name, Border expected) => Assert.Equal(expected, To<Border>(name));

    [Fact]
    public void UnknownEnumMember_TellsWhatIsAllowed()
        => Assert.Equal("Thing: size is 'cubic'; it can be keep, trilinear.", Assert.Throws<ArgumentException>(() => To<Border>("cubic")).Message);

    [Fact]
    public void EnumMembers_MayBeGivenByNumber()
    {
        Assert.Equal(Border.Linear, To<Border>(1L));
        Assert.Throws<ArgumentException>(() => To<Border>(7L));
    }

    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("torch.float64", ScalarType.Float64)]
    [InlineData("np.uint8", ScalarType.Byte)]
    public void Dtypes_GoByName(string name, ScalarType expected) => Assert.Equal(expected, To<ScalarType>(name));

    [Fact]
    public void UnknownDtype_IsRejected() => Assert.Throws<ArgumentException>(() => To<ScalarType>("float33"));

    [Fact]
    public void Tuples_ComeFromListsOfTheirLength()
    {
        Assert.Equal((1, 2.5), To<(int, double)>(List(1L, 2.5)));
        Assert.Throws<ArgumentException>(() => To<(int, double)>(List(1L)));
    }

    [Fact]
    public void Slices_BecomeRanges()
    {
        Assert.Equal(1..4, To<Range>(List(1L, 4L, null)));
        Assert.Equal(^3..^0, To<Range>(List(-3L, null, 1L)));
        Assert.Throws<ArgumentException>(() => To<Range>(List(1L, 4L, 2L)));
    }

    [Fact]
    public void Dictionaries_ConvertTheirEntries()
        => Assert.Equal(2.0, To<IReadOnlyDictionary<string, double>>(new Dictionary<string, object?> { ["a"] = 2L })["a"]);

    [Fact]
    public void Affine_ComesFromNestedLists()
        => Assert.Equal(
            new Affine(2, [2, 0, 5, 0, 2, 6, 0, 0, 1]).RowMajor.ToArray(),
            To<Affine>(List(List(2L, 0L, 5L), List(0L, 2L, 6L), List(0L, 0L, 1L))).RowMajor.ToArray());

    [Fact]
    public void TypesOwnConversions_AreUsed()
    {
        Assert.Equal(2.0, To<Level>(2L).Value);
        Assert.Equal("high", To<Level>("high").Value);
        Assert.Throws<ArgumentException>(() => To<Level>(true));
    }

    [Fact]
    public void FunctionOfAnything_FitsOneOfTensors()
    {
        var increment = To<Func<Tensor, Tensor>>((Func<object?, object?>)(x => (Tensor)x! + 1));

        Assert.Equal(4, increment(tensor(3)).item<int>());
    }

    [Fact]
    public void FunctionOfTensors_FitsOneOfItems_AndKeepsTheImage()
    {
        var doubled = To<Func<object?, object?>>((Func<Tensor, Tensor>)(x => x * 2));
        var image = new MetaTensor(ones(1, 2, 2), Affine.Scaling([3, 3, 3]));

        Assert.Equal(image.Affine, Assert.IsType<MetaTensor>(doubled(image)).Affine);
    }

    [Fact]
    public void TransformsAndModules_AreFunctions()
    {
        Assert.Equal(3f, To<Func<Tensor, Tensor>>(new Brighten(2))(ones(1, 1)).item<float>());
        Assert.Equal(0f, To<Func<Tensor, Tensor>>(nn.ReLU())(-ones(1)).item<float>());
    }

    [Fact]
    public void ResultOfAnotherKind_IsRejectedWhenCalled()
    {
        var wrong = To<Func<Tensor, Tensor>>((Func<object?, object?>)(_ => "text"));

        Assert.Contains("the function's result is 'text'", Assert.Throws<ArgumentException>(() => wrong(ones(1))).Message);
    }

    [Fact]
    public void FunctionOfTwo_FitsOnlyTwo()
    {
        Func<double, double, double> add = (a, b) => a + b;

        Assert.Equal(5.0, To<Func<object, object, double>>(add)(2L, 3L));
        Assert.Throws<ArgumentException>(() => To<Func<double, double>>(add));
    }

    [Fact]
    public void NumberIsNoFunction() => Assert.Contains("a function", Assert.Throws<ArgumentException>(() => To<Func<Tensor, Tensor>>(3L)).Message);

    [Fact]
    public void Transforms_StayWhatTheyAre()
        => Assert.Equal(2, To<Values<ITransform>>(List(new Brighten(), new Darken())).Count);

    [Fact]
    public void OrdersOfSplines_AreInterpolations_AsNumbersOrText()
    {
        Assert.Equal(Interpolation.Spline3, Conversion.To<Interpolation>(3L, "mode"));
        Assert.Equal(Interpolation.Spline0, Conversion.To<Interpolation>("0", "mode"));
        Assert.Contains("bicubic", Assert.Throws<ArgumentException>(() => Conversion.To<Interpolation>("cubical", "mode")).Message);
    }
}
