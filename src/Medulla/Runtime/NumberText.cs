using System.Globalization;
using System.Numerics;

namespace Medulla.Runtime;

/// <summary>Numbers as Python and NumPy write them, so that files are those of the reference.</summary>
internal static class NumberText
{
    /// <summary>The shortest digits that give the number again; with an exponent below 1e-4 and from 1e16 on.</summary>
    public static string Of<T>(T value)
        where T : IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            return T.IsNaN(value) ? "nan" : T.IsPositive(value) ? "inf" : "-inf";
        }
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var size = Math.Abs(double.CreateChecked(value));
        if (size is not 0 and (< 1e-4 or >= 1e16))
        {
            var exponent = int.Parse(value.ToString("E16", CultureInfo.InvariantCulture).Split('E')[1], CultureInfo.InvariantCulture);
            var digits = shortest.Contains('E', StringComparison.Ordinal) ? shortest.Split('E')[0] : Significant(shortest);
            return $"{digits}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
        }
        // .NET's shortest digits have an exponent from 1e15 on (1e7 in single precision), Python's from 1e16 on.
        var plain = !shortest.Contains('E', StringComparison.Ordinal) ? shortest
            : size >= 1e15 ? value.ToString("F0", CultureInfo.InvariantCulture) : decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return plain.Contains('.', StringComparison.Ordinal) ? plain : $"{plain}.0";
    }

    private static string Significant(string plain)
    {
        var sign = plain[0] == '-' ? "-" : "";
        var digits = plain.TrimStart('-').Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return digits.Length > 1 ? $"{sign}{digits[0]}.{digits[1..]}" : $"{sign}{digits}";
    }
}
