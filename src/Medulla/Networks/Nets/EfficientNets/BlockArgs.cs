using System.Globalization;
using System.Text.RegularExpressions;

namespace Medulla.Networks.Nets;

/// <summary>A stack of blocks of an <see cref="EfficientNet"/>, which is written as "r2_k3_s22_e6_i16_o24_se0.25".</summary>
/// <param name="NumRepeat">Number of blocks (r).</param>
/// <param name="KernelSize">Voxels under the depthwise kernel along each axis (k).</param>
/// <param name="Stride">Step of the first block (s, once for each axis).</param>
/// <param name="ExpandRatio">Channels within, times those of the input (e).</param>
/// <param name="InputFilters">Channels of the input (i).</param>
/// <param name="OutputFilters">Channels of the output (o).</param>
/// <param name="IdSkip">Whether blocks have shortcuts ("noskip" says they do not).</param>
/// <param name="SeRatio">Channels of squeeze and excitation, times those of the input (se); none if null.</param>
public sealed partial record BlockArgs(int NumRepeat, int KernelSize, int Stride, int ExpandRatio, int InputFilters, int OutputFilters, bool IdSkip, double? SeRatio = null)
{
    /// <summary>A stack as written.</summary>
    /// <exception cref="ArgumentException">It is not written so.</exception>
    public static BlockArgs FromString(string blockString)
    {
        ArgumentNullException.ThrowIfNull(blockString);
        var options = blockString.Split('_').Select(word => Option().Match(word)).Where(match => match.Success).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        int Whole(string name, string? text = null) => int.TryParse(text ?? options.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : throw Wrong();
        var strides = options.GetValueOrDefault("s") is { Length: >= 1 and <= 3 } given && given.All(digit => digit == given[0]) ? given[..1] : throw Wrong();
        var squeeze = options.TryGetValue("se", out var ratio) ? double.TryParse(ratio, CultureInfo.InvariantCulture, out var part) ? part : throw Wrong() : default(double?);
        return new(Whole("r"), Whole("k"), Whole("s", strides), Whole("e"), Whole("i"), Whole("o"), !blockString.Contains("noskip", StringComparison.Ordinal), squeeze);

        ArgumentException Wrong() => new($"EfficientNet: '{blockString}' is no stack of blocks; 'r2_k3_s22_e6_i16_o24_se0.25' is one, with the same step along all axes.", nameof(blockString));
    }

    [GeneratedRegex(@"^([a-z]+)(\d[\d.]*)$")]
    private static partial Regex Option();
}
