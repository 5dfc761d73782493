using System.CommandLine;
using Medulla.Bundles.Workflows;
using Medulla.Bundles.Zoo;
using Spectre.Console;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla zoo</c>: what bundles a source has, and an index for archives of one's own.</summary>
internal static class ZooCommand
{
    public static Command Create() => new("zoo", "List the bundles of a source, show one, or write an index of archives.") { List(), Show(), Index() };

    private static Command List()
    {
        var from = DownloadCommand.FromOption();
        var all = new Option<bool>("--all") { Description = "All versions, not the newest alone." };
        var json = Run.JsonOption();
        return new Command("list", "List the bundles of a source.") { from, all, json }.WithAction((parsed, _) =>
        {
            var source = BundleSource.Open(DownloadCommand.Root(parsed.GetValue(from)));
            var entries = parsed.GetValue(all) ? source.Entries : [.. source.Entries.GroupBy(entry => entry.Name).Select(versions => versions.Last())];
            if (parsed.GetValue(json))
            {
                Run.Print(entries);
                return;
            }
            var table = new Table { Border = TableBorder.None, ShowHeaders = false };
            table.AddColumn("").AddColumn("").AddColumn("");
            foreach (var entry in entries)
            {
                table.AddRow(Markup.Escape(entry.Name), Markup.Escape(entry.Version), entry.IsFolder ? "folder" : entry.Size is { } size ? BundleInfo.Bytes(size) : "");
            }
            AnsiConsole.Write(table);
        });
    }

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "The bundle's name." };
        var from = DownloadCommand.FromOption();
        var version = new Option<string?>("--version") { Description = "The version; the newest if not given." };
        var json = Run.JsonOption();
        return new Command("show", "Show a bundle of a source: versions, place, checksum, and what it is where it lies in a folder.") { name, from, version, json }.WithAction((parsed, _) =>
        {
            var source = BundleSource.Open(DownloadCommand.Root(parsed.GetValue(from)));
            var entry = source.Find(parsed.GetRequiredValue(name), parsed.GetValue(version));
            var versions = source.Entries.Where(other => other.Name == entry.Name).Select(other => other.Version).ToList();
            if (parsed.GetValue(json))
            {
                Run.Print(new { entry.Name, entry.Version, entry.Location, entry.Sha256, entry.Sha1, entry.Size, versions, summary = entry.IsFolder ? BundleSummary.Of(Bundle.Load(entry.Location)) : null });
                return;
            }
            Console.WriteLine(entry);
            Console.WriteLine($"versions: {string.Join(", ", versions)}");
            Console.WriteLine($"at: {entry.Location}");
            Console.WriteLine($"checksum: {(entry.Sha256 is { } sha256 ? $"SHA-256 {sha256}" : entry.Sha1 is { } sha1 ? $"SHA-1 {sha1}" : "none")}");
            if (entry.Size is { } size)
            {
                Console.WriteLine($"size: {BundleInfo.Bytes(size)}");
            }
            if (entry.IsFolder)
            {
                BundleInfo.Show(entry.Location, json: false);
            }
        });
    }

    private static Command Index()
    {
        var folder = new Argument<string>("folder") { Description = "The folder with archives, as 'medulla bundle package' makes them." };
        return new Command("index", $"Write {ZooIndex.FileName} for the archives in a folder, which can then be served.") { folder }.WithAction((parsed, _) =>
        {
            foreach (var entry in ZooIndex.Write(parsed.GetRequiredValue(folder)))
            {
                Console.WriteLine($"{entry}: SHA-256 {entry.Sha256}");
            }
        });
    }
}
