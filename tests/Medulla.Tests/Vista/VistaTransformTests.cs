using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Vista.Transforms;
using static TorchSharp.torch;

namespace Medulla.Tests.Vista;

public class VistaTransformTests
{
    private static readonly Dictionary<string, Values<int>> Subclass = new() { ["2"] = [14, 5], ["20"] = [28, 29] };

    [Fact]
    public void ClassesByName_BecomeNumbers_AndWholesTheirParts()
    {
        var step = new VistaPreTransform("image", LabelsDict: new Dictionary<string, string> { ["1"] = "liver", ["2"] = "kidney" }, Subclass: Subclass);
        var prompt = new List<object?> { "Kidney", "1", 7L };
        Assert.Equal([14L, 5L, 1L, 7L], ((List<object?>)step.Apply(new Sample { ["label_prompt"] = prompt })["label_prompt"]!).Cast<long>());
        Assert.Equal("Kidney", prompt[0]);
        var message = Assert.Throws<TransformException>(() => step.Apply(new Sample { ["label_prompt"] = new List<object?> { "kidny" } })).Message;
        Assert.Contains("kidney", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PointsOfSpecialClasses_GetSpecialLabels_AndOthersStay()
    {
        var step = new VistaPreTransform("image", Subclass: Subclass);
        Sample Of(long label) => new() { ["label_prompt"] = new List<object?> { label }, ["point_labels"] = new List<object?> { new List<object?> { 0L, 1L, -1L } } };
        Assert.Equal([2L, 3L, -1L], ((List<object?>)((List<object?>)step.Apply(Of(26))["point_labels"]!)[0]!).Cast<long>());
        Assert.Equal([0L, 1L, -1L], ((List<object?>)((List<object?>)step.Apply(Of(3))["point_labels"]!)[0]!).Cast<long>());
    }

    [Fact]
    public void SampleWithoutPrompts_StaysAsItIs()
    {
        var sample = new Sample { ["image"] = 1L };
        Assert.Same(sample, new VistaPreTransform("image", Subclass: Subclass).Apply(sample));
    }

    [Fact]
    public void Logits_BecomeTheClassesAskedFor()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 1, -1, -2, 0.5f }, { 0.5f, 2, -1, 3 } });
        var asked = new VistaPostTransform("pred").Apply(new Sample { ["pred"] = logits, ["label_prompt"] = tensor(new long[,] { { 30 }, { 4 } }) });
        Assert.Equal([30f, 4, 0, 4], asked.Image("pred").Data.data<float>());
        Assert.Equal([1f, 2, 0, 2], new VistaPostTransform("pred").Apply(new Sample { ["pred"] = logits }).Image("pred").Data.data<float>());
        Assert.Equal(1, logits[0, 0].item<float>());
    }

    [Fact]
    public void OneChannel_KeepsWhatWasNotComputed()
    {
        using var scope = NewDisposeScope();
        var result = new VistaPostTransform("pred").Apply(new Sample { ["pred"] = tensor(new float[,] { { 1, float.NaN, -2 } }), ["label_prompt"] = tensor(new long[] { 9 }) });
        Assert.Equal([9f, float.NaN, 0], result.Image("pred").Data.data<float>());
    }

    [Fact]
    public void PointsAlone_KeepTheComponentsTheyLieIn()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 8, 4, 4], -1f);
        logits[0, ..2] = 1;
        logits[0, 5..7] = 1;
        var sample = new Sample { ["pred"] = logits, ["points"] = tensor(new float[,,] { { { 6, 1, 1 } } }), ["point_labels"] = tensor(new long[,] { { 1 } }) };
        var labels = new VistaPostTransform("pred").Apply(sample).Image("pred").Data;
        Assert.Equal(2 * 16, labels.sum().item<float>());
        Assert.Equal(1, labels[0, 6, 1, 1].item<float>());
    }

    [Fact]
    public void TooFewClasses_AreAnError()
    {
        using var scope = NewDisposeScope();
        var sample = new Sample { ["pred"] = rand(3, 2, 2), ["label_prompt"] = tensor(new long[] { 1, 2 }) };
        Assert.Contains("2 classes", Assert.Throws<TransformException>(() => new VistaPostTransform("pred").Apply(sample)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_AreRenumberedByDataset()
    {
        using var scope = NewDisposeScope();
        var step = new Relabel("label", new Dictionary<string, Values<(int, int)>?> { ["default"] = [(1, 5)], ["spleen"] = [(1, 3), (2, 4)], ["as it is"] = null });
        float[] Of(string? dataset)
        {
            var sample = new Sample { ["label"] = tensor(new float[,] { { 0, 1, 2 } }) };
            return step.Apply(dataset is null ? sample : sample.With("dataset_name", dataset)).Image("label").Data.to_type(ScalarType.Float32).data<float>().ToArray();
        }
        Assert.Equal([0f, 5, 2], Of(null));
        Assert.Equal([0f, 3, 4], Of("spleen"));
        Assert.Equal([0f, 1, 2], Of("as it is"));
        Assert.Equal([0f, 1, 2], Of("unknown"));
    }
}
