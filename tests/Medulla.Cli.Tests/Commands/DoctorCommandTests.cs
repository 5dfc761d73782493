using System.Text.Json;
using static Medulla.Cli.Tests.CommandLine;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public class DoctorCommandTests
{
    [Fact]
    public void Json_TellsVersionsAndThatLibtorchWorks()
    {
        var answer = Invoke("doctor", "--json");
        var json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.Equal(0, answer.Code);
        Assert.Contains("works", json.GetProperty("libtorch").GetString());
        Assert.Matches(@"^\d+\.\d+", json.GetProperty("torchsharp").GetString()!);
        Assert.True(json.GetProperty("torch_threads").GetInt32() > 0);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("fixes").ValueKind);
    }

    [Fact]
    public void Text_HoldsWhatTheJsonHolds()
    {
        var text = Invoke("doctor").Output;
        var json = JsonDocument.Parse(Invoke("doctor", "--json").Output).RootElement;
        Assert.All(json.EnumerateObject().Where(p => p.Name != "fixes"), p => Assert.Contains(p.Name.Replace('_', ' '), text));
        Assert.Equal(json.GetProperty("fixes").GetArrayLength() == 0, text.Contains("everything that is needed is there."));
    }
}
