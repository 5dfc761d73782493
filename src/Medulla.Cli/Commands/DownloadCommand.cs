using System.CommandLine;
using Medulla.Bundles.Zoo;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla download</c>: brings a bundle here from a folder, a share or an HTTP server.</summary>
internal static class DownloadCommand
{
    private const string RootVariable = "MEDULLA_ZOO";

    public static Command Create()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's name, or the path or address of an archive (zip, tar.gz) or folder." };
        var from = FromOption();
        var directory = new Option<string>("--dir") { Description = "Where the bundle's folder goes.", DefaultValueFactory = _ => "." };
        var version = new Option<string?>("--version") { Description = "The version; the newest if not given." };
        var sha256 = new Option<string?>("--sha256") { Description = "The SHA-256 that the archive must have." };
        var json = Run.JsonOption();
        return new Command("download", "Bring a bundle here. What was cut off goes on; archives are checked and unpacked with care.") { bundle, from, directory, version, sha256, json }.WithAction((parsed, cancel) =>
        {
            var (name, target) = (parsed.GetRequiredValue(bundle), parsed.GetValue(directory)!);
            var options = new DownloadOptions { Sha256 = parsed.GetValue(sha256), Progress = Console.IsErrorRedirected ? null : Report };
            var downloaded = IsLocation(name) ? BundleSource.DownloadFrom(name, target, options, cancel)
                : BundleSource.Open(Root(parsed.GetValue(from))).Download(name, target, parsed.GetValue(version), options, cancel);
            if (parsed.GetValue(json))
            {
                Run.Print(new { name = downloaded.Entry.Name, version = downloaded.Entry.Version, folder = downloaded.Bundle.Root, source = downloaded.Entry.Location, check = downloaded.Check });
                return;
            }
            Console.WriteLine($"{downloaded.Entry} is in {downloaded.Bundle.Root} ({downloaded.Check})");
        });
    }

    /// <summary>An option for where bundles are.</summary>
    public static Option<string?> FromOption()
        => new("--from") { Description = $"Where bundles are: a folder, file:// or http(s):// root, or an index file. {RootVariable} if not given, or else the MONAI Model Zoo." };

    /// <summary>Where bundles are: what was given, what the environment says, or the MONAI Model Zoo.</summary>
    public static string Root(string? given) => given ?? (Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } root ? root : BundleSource.ModelZoo);

    private static bool IsLocation(string text) => text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) || File.Exists(text);

    private static void Report(long here, long? all)
        => Console.Error.Write($"\r{BundleInfo.Bytes(here)}{(all is { } total ? $" of {BundleInfo.Bytes(total)}" : "")}{(here == all ? "      \n" : "      ")}");
}
