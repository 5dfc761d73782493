using System.Text;
using Medulla.Bundles.Tests.Components;
using Medulla.Conformance;
using Medulla.Imaging.Geometry;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Conformance;

public sealed class ReplayTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-cases").FullName;
    private readonly Dictionary<string, Tensor> arrays = new()
    {
        ["ones"] = ones(1, 2, 2), ["twos"] = ones(1, 2, 2) * 2, ["nearly"] = ones(1, 2, 2) * 2.00001f, ["doubles"] = (ones(1, 2, 2) * 2).to_type(ScalarType.Float64),
        ["wide"] = ones(1, 2, 3), ["infinite"] = full([1, 2, 2], float.PositiveInfinity), ["nan"] = full([1, 2, 2], float.NaN),
        ["identity"] = eye(4).to_type(ScalarType.Float64), ["moved"] = tensor(Moved.RowMajor.ToArray()).view(4, 4),
    };

    private static Affine Moved { get; } = Affine.Translation([1, 2, 3]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Array(string key, string? affine = null)
        => affine is null ? $$"""{"$array": "{{key}}", "type": "tensor"}""" : $$"""{"$array": "{{key}}", "type": "metatensor", "affine": "{{affine}}", "meta": { } }""";

    /// <summary>Replays a case of these fields.</summary>
    private Outcome Replayed(string fields, string target = "acme.Brighten", string kind = "object")
    {
        File.WriteAllText(Path.Combine(folder, "cases.jsonl"), $$"""{"id": "here/1", "target": "{{target}}", "kind": "{{kind}}", "tol": {"rtol": 1e-4, "atol": 1e-6}, {{fields}}}""".Replace('\n', ' '), Encoding.UTF8);
        SafeTensors.Save(Path.Combine(folder, "arrays.safetensors"), arrays);
        using var group = new CaseGroup(folder);
        return Replay.Run(group.Cases.Single(), ComponentRegistryTests.WithAcme());
    }

    private Outcome Brightened(string result, string image = "ones")
        => Replayed($$"""
            "init": {"amount": 1.0}, "calls": [{"method": "__call__", "args": [{{Array(image)}}], "kwargs": {}, "result": {{result}}}]
            """);

    private Outcome Counted(string method, string outcome, string target = "acme.Counter", string init = "{}")
        => Replayed($$"""
            "init": {{init}}, "calls": [{"method": "{{method}}", "args": [], "kwargs": {}, {{outcome}}}]
            """, target);

    [Fact]
    public void AgreeingResult_Passes() => Assert.Equal(Result.Passed, Brightened(Array("twos")).Result);

    [Fact]
    public void ResultWithinTolerance_Passes() => Assert.Equal(Result.Passed, Brightened(Array("nearly")).Result);

    [Theory]
    [InlineData("ones", "element 0 is 2, expected 1; 4 of 4 differ")]
    [InlineData("doubles", "Float64 expected, Float32 found")]
    [InlineData("wide", "shape [1, 2, 3] expected, [1, 2, 2] found")]
    [InlineData("infinite", "expected ∞")]
    [InlineData("nan", "expected NaN")]
    public void OtherResult_FailsAndTellsTheFirstDifference(string expected, string detail)
    {
        var outcome = Brightened(Array(expected));

        Assert.Equal(Result.Failed, outcome.Result);
        Assert.Contains(detail, outcome.Detail.Replace("Infinity", "∞"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("infinite")]
    [InlineData("nan")]
    public void NotANumberAndInfinity_EqualThemselves(string key) => Assert.Equal(Result.Passed, Brightened(Array(key), key).Result);

    [Fact]
    public void LostPlaceOfAnImage_Fails()
    {
        Assert.Equal(Result.Passed, Brightened(Array("twos", "identity")).Result);
        Assert.Contains("affine", Brightened(Array("twos", "moved")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownNames_AreUnknown_AlsoInside()
    {
        Assert.Equal(Result.Unknown, Replayed("""
            "init": {}, "calls": []
            """, "acme.Nothing").Result);
        Assert.Equal(Result.Unknown, Replayed("""
            "init": {"transforms": [{"$target": {"target": "acme.Nothing", "init": {}}}]}, "calls": []
            """, "monai.transforms.Compose").Result);
    }

    [Fact]
    public void UnknownMethodOrArgument_IsAFailure()
    {
        Assert.Equal(Result.Failed, Counted("reset", "\"result\": null").Result);
        Assert.Equal(Result.Failed, Replayed("""
            "init": {"colour": "red"}, "calls": []
            """).Result);
    }

    [Fact]
    public void WantedException_PassesIfThrownOnPurpose()
        => Assert.Equal(Result.Passed, Replayed("""
            "init": {}, "calls": [{"method": "get_total", "args": ["mean"], "kwargs": {}, "raises": "ValueError"}]
            """, "acme.Counter").Result);

    [Fact]
    public void WantedException_FailsIfItComesByAccident_OrNotAtAll()
    {
        Assert.Contains("by accident", Counted("first", "\"raises\": \"ValueError\"").Detail, StringComparison.Ordinal);
        Assert.Contains("but it gave 0", Counted("get_total", "\"raises\": \"ValueError\"").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void WantedFailureOfTheConstructor_MustNotBeForWantOfTheArgument()
    {
        Assert.Equal(Result.Passed, Replayed("""
            "init": {"amount": -1}, "init_raises": "ValueError", "calls": []
            """).Result);
        Assert.Contains("not known", Replayed("""
            "init": {"colour": "red"}, "init_raises": "ValueError", "calls": []
            """).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void State_CarriesOverFromCallToCall()
        => Assert.Equal(Result.Passed, Replayed("""
            "init": {}, "set": {"strict": true}, "calls": [
                {"method": "__call__", "args": [2], "kwargs": {}, "result": 2.0},
                {"method": "__call__", "args": [{"$float": "inf"}], "kwargs": {"weight": -1}, "result": {"$float": "-inf"}}]
            """, "acme.Counter").Result);

    [Fact]
    public void Functions_AreCalledDirectly()
        => Assert.Equal(Result.Passed, Replayed("""
            "calls": [{"args": [[1, 2.5]], "kwargs": {"factor": 2}, "result": 7.0}]
            """, "acme.sum_of", "function").Result);

    [Fact]
    public void BrokenCase_FailsAlone()
        => Assert.Equal(Result.Failed, Replayed("\"init\": {}").Result);

    [Fact]
    public void BrokenLine_NamesFileAndLine()
    {
        File.WriteAllText(Path.Combine(folder, "cases.jsonl"), "\n{\"id\": \"a\"}\n");
        SafeTensors.Save(Path.Combine(folder, "arrays.safetensors"), arrays);
        using var group = new CaseGroup(folder);

        Assert.Contains("cases.jsonl, line 2", Assert.Throws<FormatException>(() => group.Cases.Count()).Message, StringComparison.Ordinal);
    }
}
