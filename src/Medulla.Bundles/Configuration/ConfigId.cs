namespace Medulla.Bundles.Configuration;

/// <summary>Ids of items: names and positions with "::" between; "#" is the same.</summary>
internal static class ConfigId
{
    public const string Separator = "::";

    public static string Normal(string id) => id.Replace("#", Separator, StringComparison.Ordinal);

    public static string[] Parts(string id) => id.Length == 0 ? [] : Normal(id).Split(Separator);

    public static string Join(string id, object part) => id.Length == 0 ? $"{part}" : $"{id}{Separator}{part}";
}
