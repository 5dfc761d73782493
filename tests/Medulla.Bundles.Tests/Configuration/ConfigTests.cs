using Medulla.Bundles.Configuration;
using Medulla.Bundles.Expressions;
using Medulla.Transforms.Spatial;

namespace Medulla.Bundles.Tests.Configuration;

public sealed class ConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-config").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("""{"a": 1, "b": "@a"}""", "b", "1")]
    [InlineData("""{"a": {"x": [10, 20]}, "b": "@a#x#1"}""", "b", "20")]
    [InlineData("""{"a": {"x": [10, 20]}, "b": "@a::x::0"}""", "b", "10")]
    [InlineData("""{"a": {"x": [10, 20]}}""", "a#x#1", "20")]
    [InlineData("""{"a": [1, 2], "b": "$@a#0 + @a#1"}""", "b", "3")]
    [InlineData("""{"a": "$[1, 2]", "b": "$@a[1] * 2"}""", "b", "4")]
    [InlineData("""{"imports": ["$import math"], "b": "$math.floor(2.5)"}""", "b", "2")]
    [InlineData("""{"b": "$math.floor(2.5)", "z": "$import math"}""", "b", "2")]
    [InlineData("""{"a": {"b": 2, "c": "@#b"}}""", "a#c", "2")]
    [InlineData("""{"a": {"b": {"c": "$@##x + 1"}, "x": 4}}""", "a#b#c", "5")]
    [InlineData("""{"a": {"b": {"c": "@###y"}}, "y": 7}""", "a#b#c", "7")]
    [InlineData("""{"a": {"k": "@v"}, "v": 3, "b": "%a"}""", "b", "{'k': 3}")]
    [InlineData("""{"a": {"k": 1}, "b": "%a#k"}""", "b", "1")]
    [InlineData("""{"a": {"k": "@#j", "j": 5}, "b": "%a"}""", "b", "{'k': 5, 'j': 5}")]
    [InlineData("""{"a": {"_target_": "dict", "x": 1, "_desc_": "what it is"}}""", "a", "{'x': 1}")]
    [InlineData("""{"a": {"_target_": "dict", "_disabled_": true}}""", "a", "None")]
    [InlineData("""{"a": {"_target_": "dict", "_disabled_": "$not @on"}, "on": false}""", "a", "None")]
    [InlineData("""{"a": {"_target_": "dict", "_disabled_": "$@on"}, "on": false}""", "a", "{}")]
    [InlineData("""{"a": [{"_target_": "dict", "_disabled_": true}, {"_target_": "dict", "x": 2}]}""", "a", "[{'x': 2}]")]
    [InlineData("""{"a": {"_target_": "dict", "_disabled_": " True ", "x": "@nothing"}}""", "a", "None")]
    [InlineData("""{"f": {"_target_": "$lambda a, b: a - b", "_mode_": "callable", "a": 5}, "b": "$@f(b=2)"}""", "b", "3")]
    [InlineData("""{"f": {"_target_": "os.path.join", "_mode_": "callable"}, "b": "$@f('a', 'b')", "i": "$import os"}""", "b", "'a/b'")]
    [InlineData("""{"a": "text with @mail and $ and %"}""", "a", "'text with @mail and $ and %'")]
    [InlineData("""{"a": "x@b"}""", "a", "'x@b'")]
    [InlineData("""{"a": [1, "$[2]"], "b": "$[len(x) if isinstance(x, list) else x for x in @a]"}""", "b", "[1, 1]")]
    public void Item_HasItsValue(string json, string id, string expected) => Assert.Equal(expected, Text.Quoted(Config.Parse(json).Resolve(id)));

    [Theory]
    [InlineData("""{"a": "@b", "b": "$@a + 1"}""", "a", "a → b → a")]
    [InlineData("""{"a": {"x": "@a"}}""", "a", "needs itself")]
    [InlineData("""{"a": "%b", "b": "%a"}""", "a", "leads back to itself")]
    [InlineData("""{"network": 1, "b": "@netwrk"}""", "b", "did you mean 'network'?")]
    [InlineData("""{"a": {"channels": 1}, "b": "$@a#chanels"}""", "b", "did you mean 'channels'?")]
    [InlineData("""{"a": [1]}""", "a#3", "which has 1 positions")]
    [InlineData("""{"a": 1}""", "b", "there is no 'b'")]
    [InlineData("""{"a": {"_target_": "Spacin"}}""", "a", "did you mean 'Spacing'?")]
    [InlineData("""{"a": {"_target_": "Spacing", "pixdm": 1}}""", "a", "did you mean 'pixdim'?")]
    [InlineData("""{"a": {"_target_": "scripts.net.RegResNet"}}""", "a", "--components")]
    [InlineData("""{"a": {"_target_": "dict", "_mode_": "debug"}}""", "a", "debugger")]
    [InlineData("""{"a": "$1 +"}""", "a", "column")]
    [InlineData("""{"a": "@###x"}""", "a", "levels up")]
    [InlineData("""{"a": {"b": "%nowhere.json#x"}}""", "a", "no file 'nowhere.json'")]
    public void Fault_IsNamedWithItsPlace(string json, string id, string message)
    {
        var error = Assert.Throws<ConfigException>(() => Config.Parse(json).Resolve(id));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_IsMadeOnce()
    {
        var config = Config.Parse("""{"a": {"_target_": "Spacing", "pixdim": [1.0]}, "b": ["@a", "@a"]}""");
        var list = Assert.IsType<List<object?>>(config.Resolve("b"));
        Assert.Same(list[0], list[1]);
        Assert.Same(list[0], config.Resolve("a"));
    }

    [Fact]
    public void Files_AreMerged_LaterOnesWin_AndPlusAdds()
    {
        var first = Write("a.json", """{"x": 1, "list": [1], "map": {"a": 1}} """);
        var second = Write("b.yaml", "x: 2\n+list: [2, 3]\n+map: {b: 2}\nnew: yes\nrate: 1.0e-4\ntext: 1e-4\n");
        var config = Config.Load([first, second]);
        Assert.Equal("[2, [1, 2, 3], {'a': 1, 'b': 2}, True, 0.0001, '1e-4']", Text.Quoted(new List<object?> { config.Resolve("x"), config.Resolve("list"), config.Resolve("map"), config.Resolve("new"), config.Resolve("rate"), config.Resolve("text") }));
    }

    [Fact]
    public void Macro_TakesItemsOfOtherFiles()
    {
        Write("other.yaml", "steps:\n- 1\n- {x: \"@y\"}\nrel: \"@#steps\"\n");
        var config = Config.Load([Write("main.json", """{"y": 9, "a": "%other.yaml#steps#1", "b": "%other.yaml::steps"}""")]);
        Assert.Equal("[{'x': 9}, [1, {'x': 9}]]", Text.Quoted(new List<object?> { config.Resolve("a"), config.Resolve("b") }));
    }

    [Theory]
    [InlineData("network#channels", "[4, 8]", "[4, 8]")]
    [InlineData("network::channels::1", "5", "5")]
    [InlineData("fresh", "$1 + 1", "2")]
    [InlineData("fresh", "@network#channels#0", "1")]
    [InlineData("fresh", "true", "True")]
    [InlineData("fresh", "some words", "'some words'")]
    [InlineData("fresh", "{\"a\": [1, null]}", "{'a': [1, None]}")]
    [InlineData("fresh", "a: b", "{'a': 'b'}")]
    [InlineData("fresh", "./path/to:file", "'./path/to:file'")]
    public void CommandLine_ReplacesItems(string id, string value, string expected)
    {
        var config = Config.Parse("""{"network": {"channels": [1, 2]}}""");
        config.Resolve("network");
        config.SetText(id, value);
        Assert.Equal(expected, Text.Quoted(config.Resolve(id)));
    }

    [Fact]
    public void Override_WithoutAPlace_IsRejected()
    {
        var config = Config.Parse("""{"network": {"channels": [1, 2]}}""");
        Assert.Contains("did you mean 'network'?", Assert.Throws<ConfigException>(() => config.SetText("netwrk#channels", "1")).Message, StringComparison.Ordinal);
        Assert.Contains("no position '5'", Assert.Throws<ConfigException>(() => config.SetText("network#channels#5", "1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_FindsAllFaults_WithoutMakingAnything()
    {
        var config = Config.Parse("""
            {"imports": "$import os", "a": {"_target_": "Spacin"}, "b": "@nowhere", "c": "$1 +", "d": "$os.pth.join('a')", "e": "$[unknown for x in @a]", "good": {"_target_": "Spacing", "pixdim": "$[x + 1 for x in [0]]"},
             "f": "$monai.transforms.Spacingd", "g": "$monai.transforms.Nothing()", "h": {"_target_": "Spacingd", "keys": "image", "pixdm": "@good"}, "i": {"_target_": "scripts.nets.UNet"},
             "j": {"_target_": "LoadImaged", "keys": "image", "reader": "ITKReader", "image_only": true}, "k": {"_target_": "monai.networks.nets.resnet18", "channels": 1}}
            """);
        Assert.Equal(["a::_target_", "b", "c", "d", "e", "g", "h::_target_", "i::_target_", "k::_target_"], config.Check().Select(fault => fault.Path).Order(StringComparer.Ordinal));
        Assert.IsType<Spacing>(config.Resolve("good"));
        Assert.Contains("did you mean 'pixdim'?", Assert.Throws<ConfigException>(() => config.Resolve("h")).Message, StringComparison.Ordinal);
        Assert.Contains("--components", Assert.Throws<ConfigException>(() => config.Resolve("i")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [1, 2", "not valid YAML")]
    [InlineData("- 1\n- 2", "an object with names")]
    [InlineData("a: &x [*x]", "not valid YAML")]
    [InlineData("a: !!python/object/apply:os.system ['id']\nb: 1", null)]
    public void Yaml_MakesNothingButValues(string yaml, string? message)
    {
        var file = Write("bad.yaml", yaml);
        if (message is null)
        {
            Assert.Equal("['id']", Text.Quoted(Config.Load([file]).Resolve("a")));
            return;
        }
        Assert.Contains(message, Assert.Throws<ConfigException>(() => Config.Load([file])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Yaml_ThatBlowsUp_IsRefused()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]");
        Assert.Contains("more than", Assert.Throws<ConfigException>(() => Config.Load([Write("bomb.yaml", $"a0: &a0 [1, 1]\n{string.Join('\n', lines)}")])).Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
