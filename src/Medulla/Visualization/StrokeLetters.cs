using System.Collections.Frozen;
using System.Globalization;

namespace Medulla.Visualization;

/// <summary>
/// Letters made of strokes, so that pictures have the same text on every machine, also on one without fonts.
/// A stroke is a run of points, two digits each: x from the left, y from the lowest descender. The baseline lies at 2, small
/// letters reach 6, capitals 8. A stroke of one point is a dot; one that ends where it began is closed.
/// </summary>
internal static class StrokeLetters
{
    /// <summary>Height of the baseline and of capitals above it, units of the points.</summary>
    public const int Baseline = 2, CapHeight = 6;

    private static readonly FrozenDictionary<char, string> Strokes = new Dictionary<char, string>
    {
        ['A'] = "0205284542 0444", ['B'] = "02083847463505 3544433202", ['C'] = "4738180703123243", ['D'] = "02082847432202",
        ['E'] = "48080242 0535", ['F'] = "480802 0535", ['G'] = "47381807031232434525", ['H'] = "0208 4248 0545", ['I'] = "0208",
        ['J'] = "3833221203", ['K'] = "0208 480542", ['L'] = "080232", ['M'] = "0208254842", ['N'] = "02084248",
        ['O'] = "183847433212030718", ['P'] = "02083847453404", ['Q'] = "183847433212030718 2442", ['R'] = "02083847453404 2442",
        ['S'] = "473818070615354443321203", ['T'] = "0848 2822", ['U'] = "080312324348", ['V'] = "082248", ['W'] = "0822364268",
        ['X'] = "0248 0842", ['Y'] = "082548 2522", ['Z'] = "08480242",
        ['a'] = "3526160503122233 3632", ['b'] = "0802 0516263533221203", ['c'] = "3526160503122233", ['d'] = "3832 3526160503122233",
        ['e'] = "04343526160503122233", ['f'] = "38281712 0626", ['g'] = "3631201001 3526160503122233", ['h'] = "0802 0516263532",
        ['i'] = "0602 08", ['j'] = "161100 18", ['k'] = "0802 360432", ['l'] = "0802", ['m'] = "0602 0516263532 3546566562",
        ['n'] = "0602 0516263532", ['o'] = "162635332212030516", ['p'] = "0600 0516263533221203", ['q'] = "3630 3526160503122233",
        ['r'] = "0602 051626", ['s'] = "3616051424332202", ['t'] = "181322 0626", ['u'] = "0603122233 3632", ['v'] = "062246",
        ['w'] = "0622354266", ['x'] = "0236 0632", ['y'] = "0622 4610", ['z'] = "06360232",
        ['0'] = "182837332212030718", ['1'] = "172822", ['2'] = "07182837360232", ['3'] = "07182837362515 253433221203",
        ['4'] = "22280434", ['5'] = "380805253433221203", ['6'] = "372818070312223334251504", ['7'] = "083812",
        ['8'] = "1506071828373625150403122233342515", ['9'] = "031222333728180706152536",
        [' '] = "", ['.'] = "02", [','] = "1201", [':'] = "02 05", [';'] = "05 1201", ['!'] = "0804 02", ['?'] = "07182837362524 22",
        ['-'] = "0424", ['–'] = "0444", ['—'] = "0464", ['_'] = "0141", ['+'] = "0444 2226", ['='] = "0343 0545", ['/'] = "0238",
        ['\\'] = "0832", ['|'] = "0800", ['('] = "18070312", [')'] = "08171302", ['['] = "18080212", [']'] = "08181202",
        ['{'] = "28171605141322", ['}'] = "08171625141302", ['<'] = "360432", ['>'] = "063402", ['\''] = "0806", ['’'] = "0806",
        ['"'] = "0806 2826", ['`'] = "0817", ['^'] = "062846", ['~'] = "04152435", ['*'] = "2723 0446 0644",
        ['#'] = "1218 3238 0444 0646", ['$'] = "473818070615354443321203 2921", ['%'] = "0248 0717180807 3242433332",
        ['&'] = "42071827260403122244", ['@'] = "42120307183847443324253646", ['°'] = "0708181707", ['²'] = "0718270525",
        ['³'] = "0828172615 1505", ['±'] = "0545 2723 0242", ['×'] = "0336 0633", ['·'] = "05", ['µ'] = "0600 03122233 3632",
        ['ß'] = "020718272615 1525343322", ['…'] = "02 22 42",
    }.ToFrozenDictionary();

    /// <summary>
    /// Letters with accents, behind the letter that is drawn for them. By a table, since normalization of strings does nothing in
    /// programs with invariant globalization.
    /// </summary>
    private static readonly FrozenDictionary<char, char> Accented = new[]
    {
        "AÀÁÂÃÄÅĀĂĄ", "CÇĆĈĊČ", "DĎĐ", "EÈÉÊËĒĔĖĘĚ", "GĜĞĠĢ", "HĤĦ", "IÌÍÎÏĨĪĬĮİ", "JĴ", "KĶ", "LĹĻĽĿŁ", "NÑŃŅŇ", "OÒÓÔÕÖØŌŎŐ", "RŔŖŘ", "SŚŜŞŠ",
        "TŢŤŦ", "UÙÚÛÜŨŪŬŮŰŲ", "WŴ", "YÝŶŸ", "ZŹŻŽ", "aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ",
        "lĺļľŀł", "nñńņň", "oòóôõöøōŏő", "rŕŗř", "sśŝşš", "tţťŧ", "uùúûüũūŭůűų", "wŵ", "yýŷÿ", "zźżž",
    }.SelectMany(row => row.Skip(1).Select(sign => KeyValuePair.Create(sign, row[0]))).ToFrozenDictionary();

    /// <summary>Whether there are letters for all of a text, accents aside.</summary>
    public static bool Have(string text) => Plain(text).All(Strokes.ContainsKey);

    /// <summary>Width of a text, units of the points; the gap behind the last letter is not counted.</summary>
    public static int Width(string text) => Math.Max(0, Plain(text).Sum(Advance) - 2);

    /// <summary>The strokes of a text, each a run of points, the first letter at 0. Signs without letters are boxes.</summary>
    public static IEnumerable<(int X, int Y)[]> Of(string text)
    {
        var x = 0;
        foreach (var sign in Plain(text))
        {
            foreach (var stroke in Drawn(sign).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return [.. stroke.Chunk(2).Select(point => (x + point[0] - '0', point[1] - '0'))];
            }
            x += Advance(sign);
        }
    }

    private static string Drawn(char sign) => Strokes.GetValueOrDefault(sign, "0208383202");

    /// <summary>The widest point and a gap; all digits are equally wide, so that columns of numbers align.</summary>
    private static int Advance(char sign) => sign switch
    {
        ' ' => 4,
        >= '0' and <= '9' => 5,
        _ => Drawn(sign).Replace(" ", "", StringComparison.Ordinal).Chunk(2).Max(point => point[0] - '0') + 2,
    };

    /// <summary>The text without accents: these letters have none.</summary>
    private static string Plain(string text)
        => string.Concat(text.Where(sign => CharUnicodeInfo.GetUnicodeCategory(sign) != UnicodeCategory.NonSpacingMark).Select(sign => Accented.GetValueOrDefault(sign, sign)));
}
