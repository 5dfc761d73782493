using System.Globalization;
using System.Text;
using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>Dates of <c>datetime</c>.</summary>
internal static class Times
{
    public static TypeValue Type { get; } = new(
        "datetime",
        value => value is DateTime,
        Function("datetime", "year month day hour? minute? second?", a => new DateTime(
            Part(a[0]), Part(a[1]), Part(a[2]), Part(a[3].Or(0L)), Part(a[4].Or(0L)), Part(a[5].Or(0L)), DateTimeKind.Unspecified)),
        new Dictionary<string, object?>
        {
            ["now"] = Function("now", "tz?", _ => DateTime.Now),
            ["today"] = Function("today", "", _ => DateTime.Now),
            ["utcnow"] = Function("utcnow", "", _ => DateTime.UtcNow),
            ["fromisoformat"] = Function("fromisoformat", "text", a => DateTime.Parse(a[0].Text(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        });

    public static object? Member(DateTime time, string name) => name switch
    {
        "year" => (long)time.Year,
        "month" => (long)time.Month,
        "day" => (long)time.Day,
        "hour" => (long)time.Hour,
        "minute" => (long)time.Minute,
        "second" => (long)time.Second,
        "strftime" => Function(name, "format", a => Format(time, a[0].Text())),
        "isoformat" => Function(name, "", _ => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture)),
        "timestamp" => Function(name, "", _ => new DateTimeOffset(time).ToUnixTimeMilliseconds() / 1000.0),
        _ => null,
    };

    /// <summary>A date in the codes of C's <c>strftime</c>.</summary>
    public static string Format(DateTime time, string format)
    {
        var result = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i]);
                continue;
            }
            result.Append(format[++i] switch
            {
                'Y' => Code("yyyy"), 'y' => Code("yy"), 'm' => Code("MM"), 'd' => Code("dd"), 'H' => Code("HH"), 'I' => Code("hh"), 'M' => Code("mm"), 'S' => Code("ss"),
                'f' => Code("ffffff"), 'p' => Code("tt"), 'a' => Code("ddd"), 'A' => Code("dddd"), 'b' => Code("MMM"), 'B' => Code("MMMM"),
                'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture), 'T' => Code("HH:mm:ss"), 'D' => Code("MM/dd/yy"), 'F' => Code("yyyy-MM-dd"), '%' => "%",
                var other => throw new ArgumentException($"the code '%{other}' of dates is not known."),
            });
        }
        return result.ToString();

        string Code(string code) => time.ToString(code, CultureInfo.InvariantCulture);
    }

    private static int Part(object? value) => (int)Indexing.Whole(value);
}
