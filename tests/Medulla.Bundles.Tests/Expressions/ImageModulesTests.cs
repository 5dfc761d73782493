using Medulla.Bundles.Expressions;
using Medulla.Bundles.Expressions.Library;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Expressions;

/// <summary>scipy.ndimage, scikit-image and pandas as expressions have them; expected values are those of the originals.</summary>
public sealed class ImageModulesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-tables").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("ndimage.binary_dilation(np.array([0, 0, 0, 1, 0, 0, 0])).astype(np.int64)", "[0, 0, 1, 1, 1, 0, 0]")]
    [InlineData("ndimage.binary_dilation(np.array([0, 0, 0, 1, 0, 0, 0]), iterations=2).astype(np.int64)", "[0, 1, 1, 1, 1, 1, 0]")]
    [InlineData("ndimage.binary_dilation(np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]]), iterations=2).astype(np.int64)", "[[1, 1, 1], [1, 1, 0], [1, 0, 0]]")]
    [InlineData("ndimage.binary_erosion(np.array([1, 1, 1, 1, 0, 1])).astype(np.int64)", "[0, 1, 1, 0, 0, 0]")]
    [InlineData("ndimage.label(np.array([[1, 0, 1], [0, 1, 0]]))[1]", "3")]
    [InlineData("skimage.measure.label(np.array([[1, 0, 1], [0, 1, 0]]))", "[[1, 0, 1], [0, 1, 0]]")]
    [InlineData("skimage.measure.label(np.array([[2, 2, 3], [0, 0, 3]]), connectivity=1)", "[[1, 1, 2], [0, 0, 2]]")]
    [InlineData("skimage.measure.label(np.array([5, 1, 1, 5]), background=1)", "[1, 0, 0, 2]")]
    public void Result_IsTheOriginals(string expression, string expected)
    {
        using var scope = NewDisposeScope();
        var result = Evaluate(expression);
        Assert.Equal(expected, Text.Quoted(result is Tensor tensor ? Plain(tensor) : result));
    }

    [Theory]
    [InlineData("ndimage.binary_dilation(np.array([1]), iterations=0)", "iterations")]
    [InlineData("ndimage.binary_dilation(np.array([1]), np.array([1]))", "structure")]
    [InlineData("skimage.morphology.label(1)", "no 'morphology'")]
    public void WhatIsNotHere_IsSaid(string expression, string message)
        => Assert.Contains(message, Assert.Throws<ExpressionException>(() => Evaluate(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void Table_HasColumns_ThatTextIsAddedTo()
    {
        var file = Path.Combine(folder, "cases.csv");
        File.WriteAllText(file, "t2,label\na.nii,1\nb.nii,2\n");
        object? Of(string text) => Evaluate($"{text.Replace("TABLE", $"pd.read_csv('{file}')", StringComparison.Ordinal)}");
        Assert.Equal("['x/a.nii', 'x/b.nii']", Text.Quoted(Of("list('x/' + TABLE.t2)")));
        Assert.Equal("([2, 4], ['t2', 'label'], (2, 2), 'b.nii', 2)", Text.Quoted(Of("(list(TABLE['label'] * 2), TABLE.columns, TABLE.shape, TABLE.t2[1], len(TABLE.t2))")));
        Assert.Equal("[False, True]", Text.Quoted(Of("list(TABLE.label > 1)")));
        Assert.Contains("t3", Assert.Throws<ExpressionException>(() => Of("TABLE['t3']")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenFile_GivesItsText()
    {
        var file = Path.Combine(folder, "a.txt");
        File.WriteAllText(file, "one\ntwo");
        Assert.Equal("('one\\ntwo', ['one\\n', 'two'], None)", Text.Quoted(Evaluate($"(open('{file}').read(), open('{file}').readlines(), open('{file}').close())")));
    }

    private static object? Plain(Tensor tensor) => tensor.Dimensions == 0 ? tensor.item<long>() : tensor.unbind(0).Select(Plain).ToList();

    private static object? Evaluate(string text)
    {
        var surroundings = new Surroundings(ModuleTable.Default);
        foreach (var import in (string[])["import numpy as np", "from scipy import ndimage", "import skimage", "import pandas as pd"])
        {
            PythonExpression.Parse(import).Evaluate(surroundings);
        }
        return PythonExpression.Parse(text).Evaluate(surroundings);
    }
}
