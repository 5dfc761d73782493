using System.Globalization;

/// <summary>The sample's command line.</summary>
internal static class Arguments
{
    public static (string Data, string Output, double Minutes, double Floor) Parse(string[] args)
    {
        var given = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        double Number(string name, double otherwise)
            => given.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        return (given.GetValueOrDefault("--data", "Task04_Hippocampus"), given.GetValueOrDefault("--out", "hippocampus-out"), Number("--minutes", 12.5), Number("--floor", 0));
    }
}
