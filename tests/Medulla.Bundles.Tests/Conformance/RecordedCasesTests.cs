using Medulla.Bundles.Components;
using Medulla.Conformance;

namespace Medulla.Bundles.Tests.Conformance;

/// <summary>
/// A compact part of the reference's recorded cases; made by <c>Medulla.Conformance DIR --extract tests/Medulla.Bundles.Tests/Cases --cases 3</c>.
/// </summary>
public class RecordedCasesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static TheoryData<string> Groups => [.. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Groups))]
    public void RecordedResults_ComeOutAgain(string name)
    {
        using var group = new CaseGroup(Path.Combine(Folder, name));

        var outcomes = group.Cases.Select(one => Replay.Run(one, ComponentRegistry.Default)).ToList();

        Assert.NotEmpty(outcomes);
        Assert.All(outcomes, outcome => Assert.True(outcome.Result == Result.Passed, $"{outcome.Id}: {outcome.Result}: {outcome.Detail}"));
    }
}
