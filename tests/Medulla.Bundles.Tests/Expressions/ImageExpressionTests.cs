using Medulla.Bundles.Expressions;
using Medulla.Bundles.Expressions.Library;
using Medulla.Data;
using Medulla.Imaging.Geometry;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Expressions;

/// <summary>Images in expressions know what they are, as the reference's do.</summary>
public class ImageExpressionTests
{
    private static readonly Affine Place = new(3, [2, 0, 0, 5, 0, 3, 0, 6, 0, 0, 4, 7, 0, 0, 0, 1]);

    [Theory]
    [InlineData("x[0]", 3)]
    [InlineData("x[1, :, :, :]", 3)]
    [InlineData("x[None]", 5)]
    [InlineData("x[:1]", 4)]
    [InlineData("x[0].unsqueeze(0)", 4)]
    [InlineData("(x[0] > 0.5) * 2", 3)]
    [InlineData("x.mean(0)", 3)]
    public void PartOfAnImage_LiesWhereItDoes(string expression, int axes)
    {
        using var scope = NewDisposeScope();
        var part = Assert.IsType<MetaTensor>(Evaluate(expression, ("x", Image("a", 1))));
        Assert.Equal(axes, part.Data.Dimensions);
        Assert.Same(Place, part.Affine);
        Assert.Equal("a", part.Metadata.FileName);
    }

    [Theory]
    [InlineData("x.sum()")]
    [InlineData("x[0, 1, 1, 1]")]
    public void NumberOfAnImage_IsANumber(string expression)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Assert.IsType<Tensor>(Evaluate(expression, ("x", Image("a", 1)))).Dimensions);
    }

    [Theory]
    [InlineData("next(iter(loader))['image'].to('cpu')[1]", "b", 2)]
    [InlineData("next(iter(loader))['image'][-1, 0]", "b", 2)]
    [InlineData("network(next(iter(loader))['image'])[0][0]", "a", -1)]
    [InlineData("monai.data.decollate_batch(next(iter(loader)))[1]['image']", "b", 2)]
    public void ImageOfABatch_IsTheOneThatWasStacked(string expression, string file, float value)
    {
        using var scope = NewDisposeScope();
        var loader = new DataLoader(new Dataset([new Sample { ["image"] = Image("a", 1) }, new Sample { ["image"] = Image("b", 2) }]), batchSize: 2);
        var image = Assert.IsType<MetaTensor>(Evaluate(expression, ("loader", loader), ("network", new Negative())));
        Assert.Equal(file, image.Metadata.FileName);
        Assert.Same(Place, image.Affine);
        Assert.Equal(value, image.Data.max().item<float>());
    }

    private static MetaTensor Image(string file, float value) => new(full([2, 3, 4, 5], value), Place, new Metadata { FileName = file });

    private static object? Evaluate(string text, params (string Name, object? Value)[] names)
    {
        var surroundings = new Surroundings(ModuleTable.Default);
        surroundings.Set("monai", ModuleTable.Default.Import("monai"));
        foreach (var (name, value) in names)
        {
            surroundings.Set(name, value);
        }
        return PythonExpression.Parse(text).Evaluate(surroundings);
    }

    private sealed class Negative() : nn.Module<Tensor, Tensor>("negative")
    {
        public override Tensor forward(Tensor input) => -input;
    }
}
