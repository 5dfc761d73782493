using System.CommandLine;
using Medulla.Bundles.Configuration;

namespace Medulla.Cli;

/// <summary>Items of a configuration that a command line replaces: <c>--id value</c> or <c>--id=value</c>.</summary>
internal static class Overrides
{
    /// <summary>Lets a command take options that it does not know.</summary>
    public static Command TakingOverrides(this Command command)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        return command;
    }

    /// <summary>Overrides, and nothing else.</summary>
    /// <exception cref="ArgumentException">There is a word between them.</exception>
    /// <exception cref="ConfigException">The last id has no value.</exception>
    public static IReadOnlyList<(string Id, string Value)> Only(IReadOnlyList<string> words)
    {
        var (overrides, rest) = Of(words);
        return rest.Count == 0 ? overrides : throw new ArgumentException($"'{rest[0]}' is one word too many.");
    }

    /// <summary>Overrides, and the words between them.</summary>
    /// <exception cref="ConfigException">The last id has no value.</exception>
    public static (IReadOnlyList<(string Id, string Value)> Overrides, IReadOnlyList<string> Words) Of(IReadOnlyList<string> words)
    {
        List<(string, string)> overrides = [];
        List<string> rest = [];
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(words[i]);
                continue;
            }
            var parts = words[i][2..].Split('=', 2);
            overrides.Add((parts[0], parts.Length == 2 ? parts[1] : ++i < words.Count ? words[i] : throw new ConfigException(parts[0], "no value comes after it; write --id value.")));
        }
        return (overrides, rest);
    }
}
