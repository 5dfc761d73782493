namespace Medulla.Conformance;

/// <summary>How a case ended.</summary>
public enum Result
{
    /// <summary>Everything agrees.</summary>
    Passed,

    /// <summary>Something does not.</summary>
    Failed,

    /// <summary>The registry has no component of a name in the case.</summary>
    Unknown,
}

/// <summary>How a case ended, and why.</summary>
public sealed record Outcome(string Id, string Target, Result Result, string Detail)
{
    /// <summary>As in "3 passed, 1 failed, 0 unknown, of 4".</summary>
    public static string Summary(IReadOnlyCollection<Outcome> outcomes)
    {
        int Count(Result result) => outcomes.Count(o => o.Result == result);
        return $"{Count(Result.Passed)} passed, {Count(Result.Failed)} failed, {Count(Result.Unknown)} unknown, of {outcomes.Count}";
    }
}
