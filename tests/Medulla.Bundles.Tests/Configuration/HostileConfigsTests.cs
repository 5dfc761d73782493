using System.Diagnostics;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;

namespace Medulla.Bundles.Tests.Configuration;

/// <summary>Damaged and hostile configurations are read and checked, or rejected, soon and within the memory that is promised; nothing else.</summary>
public sealed class HostileConfigsTests : IDisposable
{
    private const int Base = 1 << 20;

    private const string Json = """
        {
            "imports": ["$import glob", "$from math import sqrt as root"], "bundle_root": ".", "n": 3, "list": [1, 2.5, true, null, "text", {"deep": [[], {}]}],
            "names": "$[i + 1 for i in range(@n) if i % 2 == 0]", "same": "%list", "part": "%list#5::deep", "relative": {"a": 1, "b": "@#a", "c": "$@#a + @##n"},
            "net": {"_target_": "UNet", "_desc_": "small", "_disabled_": "$@n > 5", "spatial_dims": "@n", "in_channels": 1, "out_channels": "$len(@names)", "channels": [4, 8], "strides": [2]},
            "step": {"_target_": "Spacingd", "_mode_": "callable", "keys": ["image", "label"], "pixdim": "$[1.0] * @n", "mode": ["bilinear", "nearest"]},
            "text": "$f'{@n:>5} {root(2):.3f}' + 'a' * @n + str({1: (2, 3)}[1][-1]) if not @list[2] else (lambda x, *y, k=1: x)(0)",
            "run": ["$@net", "$print(@names, sep='')", "$@step"]
        }
        """;

    private const string Yaml = """
        imports: [$import os, "$import numpy as np"]
        n: &n 3
        list: [1, 2.5e+1, yes, ~, 'text', {deep: [[], {}]}]
        again: *n
        block: |
          $@n + 1
        net:
          _target_: SegResNet   # a comment
          _requires_: '@list'
          init_filters: $@n * 8
        pipeline:
        - {_target_: Orientationd, keys: image, axcodes: RAS}
        - _target_: Lambdad
          keys: [image]
          func: '$lambda x: x[..., ::-1] ** 2'
        macro: '%net::init_filters'
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("medulla-hostile").FullName;

    /// <summary>Makes what is made once, which is no part of what a file costs.</summary>
    public HostileConfigsTests()
    {
        Assert.True(Survives(Json, "json", measured: false));
        Assert.True(Survives(Yaml, "yaml", measured: false));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("json", Json, 4000)]
    [InlineData("yaml", Yaml, 4000)]
    public void ThousandsOfMutatedConfigurations_AreCheckedOrRejected_WithinTheirMemory(string kind, string whole, int count)
    {
        var random = new Random(7);
        var read = Enumerable.Range(0, count).Count(_ => Survives(Mutate(whole, random), kind));
        Assert.InRange(read, count / 20, count - 1);   // neither did the mutations do nothing, nor did they never get anywhere
    }

    [Fact]
    public void MacrosThatDouble_AreRejected()
    {
        var lines = Enumerable.Range(1, 45).Select(i => $"\"a{i}\": [\"%a{i - 1}\", \"%a{i - 1}\"]");
        Assert.Contains("100000 values", Assert.Throws<ConfigException>(() => Config.Parse($$"""{"a0": [1, 2], {{string.Join(", ", lines)}}}""").Check()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$", "(", "1", ")")]
    [InlineData("$", "[", "1", "]")]
    [InlineData("$", "-", "1", "")]
    [InlineData("$", "not ", "1", "")]
    [InlineData("$", "1+", "1", "")]
    [InlineData("$", "lambda x: ", "1", "")]
    [InlineData("$", "1 if 1 else ", "1", "")]
    [InlineData("$", "2**", "1", "")]
    [InlineData("$", "a.", "b", "")]
    [InlineData("$", "f'{", "1", "}'")]
    public void DeepExpressions_AreCheckedOrRejected(string start, string open, string middle, string close)
    {
        var text = start + string.Concat(Enumerable.Repeat(open, 20_000)) + middle + string.Concat(Enumerable.Repeat(close, 20_000));
        Survives($$"""{"x": "{{text}}"}""", "json");
        var config = Config.Parse($$"""{"x": "{{text}}"}""");
        try
        {
            config.Resolve("x");
        }
        catch (ConfigException)
        {
        }
    }

    [Theory]
    [InlineData("$'a' * 10 ** 12")]
    [InlineData("$[0] * 10 ** 12")]
    [InlineData("$list(range(10 ** 12))")]
    [InlineData("$2 ** 2 ** 2 ** 2 ** 2 ** 2")]
    [InlineData("$'%9999999999d' % 1")]
    [InlineData("$f'{1:999999999999}'")]
    [InlineData("$torch.zeros(10 ** 6, 10 ** 6)")]
    [InlineData("$(lambda f: f(f))(lambda f: f(f))")]
    public void GreedyExpressions_AreRejected(string text)
        => Assert.Throws<ConfigException>(() => Config.Parse($$"""{"imports": "$import torch", "x": "{{text}}"}""").Resolve("x"));

    /// <summary>Reads and checks a file; it must end in a list of faults or in a <see cref="ConfigException"/>.</summary>
    private bool Survives(string content, string kind, bool measured = true)
    {
        var file = Path.Combine(folder, $"config.{kind}");
        File.WriteAllText(file, content);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = true;
        try
        {
            Config.Load([file], ComponentRegistry.Default).Check();
        }
        catch (ConfigException)
        {
            isRead = false;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, measured ? ((long)Config.MemoryFactor * content.Length) + Base : long.MaxValue);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        return isRead;
    }

    private static string Mutate(string whole, Random random)
    {
        const string marks = "{}[](),:;.'\"#@%$&*|>-+=/\\ \n\t0123456789abcxyz_lambdaifnot\u00e9\u0000";
        var result = new System.Text.StringBuilder(whole);
        for (var edits = random.Next(1, 4); edits > 0 && result.Length > 0; edits--)
        {
            var at = random.Next(result.Length);
            switch (random.Next(4))
            {
                case 0:
                    result[at] = marks[random.Next(marks.Length)];
                    break;
                case 1:
                    result.Remove(at, Math.Min(random.Next(1, 9), result.Length - at));
                    break;
                case 2:
                    result.Insert(at, whole.AsSpan(random.Next(whole.Length - 60), random.Next(1, 60)));
                    break;
                default:
                    result[at] = result[random.Next(result.Length)];
                    break;
            }
        }
        return result.ToString();
    }
}
