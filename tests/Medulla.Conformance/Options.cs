using System.Globalization;

namespace Medulla.Conformance;

/// <summary>What the program was asked to do.</summary>
/// <param name="Directory">A folder of groups, or one group.</param>
/// <param name="Filters">Beginnings of the ids of the cases to run; all cases if there are none.</param>
/// <param name="Report">File to write the outcomes to.</param>
/// <param name="Require">Share of the cases that must pass, in percent.</param>
/// <param name="Extract">Folder to write a compact subset to.</param>
/// <param name="Cases">How many cases of each target the subset has.</param>
/// <param name="Runs">Whether the folder has bundles with recorded runs instead.</param>
/// <param name="Configs">Whether it has bundles whose configurations are checked and listed instead.</param>
public sealed record Options(string Directory, IReadOnlyList<string> Filters, string? Report, double Require, string? Extract, int Cases, bool Runs = false, bool Configs = false)
{
    /// <summary>How to call the program.</summary>
    public const string Usage = "usage: Medulla.Conformance DIR [--filter PREFIX,...] [--report FILE] [--require PERCENT] [--extract DIR [--cases N]] [--runs | --configs]";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It is not understood.</exception>
    public static Options Parse(IReadOnlyList<string> args)
    {
        Options options = new("", [], null, 0, null, 3);
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--filter" => options with { Filters = Next().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
                "--report" => options with { Report = Next() },
                "--require" => options with { Require = Number(Next(), 0, 100) },
                "--extract" => options with { Extract = Next() },
                "--cases" => options with { Cases = (int)Number(Next(), 1, 1000) },
                "--runs" => options with { Runs = true },
                "--configs" => options with { Configs = true },
                ['-', ..] => throw new ArgumentException($"'{args[i]}' is no option."),
                var path when options.Directory == "" => options with { Directory = path },
                _ => throw new ArgumentException($"'{args[i]}' is one directory too many."),
            };

            string Next() => ++i < args.Count ? args[i] : throw new ArgumentException($"'{args[i - 1]}' needs a value.");
        }
        return options.Directory == "" ? throw new ArgumentException("no directory of cases is given.")
            : System.IO.Directory.Exists(options.Directory) ? options
            : throw new ArgumentException($"there is no directory {options.Directory}.");
    }

    /// <summary>Whether a case is to be run.</summary>
    public bool Takes(string id) => Filters.Count == 0 || Filters.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    private static double Number(string text, double least, double most)
        => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new ArgumentException($"'{text}' is no number from {least} to {most}.");
}
