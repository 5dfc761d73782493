using System.Text.RegularExpressions;
using Medulla.Imaging;
using Medulla.Imaging.Formats.Dicom;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Io;

/// <summary>A reader with options for DICOM: a folder is a series, sorted by position along its normal; a single slice is [x, y].</summary>
/// <param name="ChannelDim">See <see cref="FileReader"/>.</param>
/// <param name="AffineLpsToRas">See <see cref="FileReader"/>.</param>
/// <param name="SwapIj">Whether axes come in the order column, row; row, column if not. Voxels keep their place in the world.</param>
/// <param name="FnameRegex">A regular expression that paths of a folder's files must begin with; all DICOM files are taken if it is empty or null.</param>
/// <param name="AllowUneven">See <see cref="DicomReadOptions.AllowUneven"/>.</param>
/// <exception cref="ArgumentException"><paramref name="FnameRegex"/> is no regular expression.</exception>
[ReferenceName("PydicomReader")]
public sealed record PydicomReader(ChannelAxis? ChannelDim = null, bool AffineLpsToRas = true, bool SwapIj = true, string? FnameRegex = "", bool AllowUneven = false)
    : FileReader(AffineLpsToRas: AffineLpsToRas, ChannelDim: ChannelDim)
{
    /// <summary>A regular expression that paths of a folder's files must begin with; null or empty takes all.</summary>
    public string? FnameRegex { get; init; } = string.IsNullOrEmpty(FnameRegex) || Names(FnameRegex) is not null ? FnameRegex : null;

    internal override DicomReadOptions? Dicom(DicomReadOptions? asked)
    {
        asked ??= DicomReadOptions.Default;
        var (where, names) = (asked.Where, string.IsNullOrEmpty(FnameRegex) ? null : Names(FnameRegex));
        return asked with
        {
            AllowUneven = asked.AllowUneven || AllowUneven,
            Where = names is null ? where : frame => names.IsMatch(frame.File.Path) && (where is null || where(frame)),
        };
    }

    internal override MetaTensor Adjust(MetaTensor image, bool isPicture)
    {
        // Of a volume, the third axis; channels move up where it goes.
        if (!isPicture && image.Data.dim() >= 3 && image.Data.shape[2] == 1 && image.Metadata.OriginalChannelDim?.Axis != 2)
        {
            var channels = image.Metadata.OriginalChannelDim?.Axis;
            image = image.WithData(image.Data.squeeze(2)).WithMetadata(image.Metadata with { OriginalChannelDim = channels is { } axis ? axis - 1 : image.Metadata.OriginalChannelDim });
        }
        var adjusted = base.Adjust(image, isPicture);
        return SwapIj || isPicture ? adjusted
            : adjusted.WithData(adjusted.Data.transpose(0, 1).contiguous()).WithAffine(adjusted.Affine * Affine.Create(adjusted.Affine.Rank, (row, column) => (row, column) is (0, 1) or (1, 0) || (row == column && row > 1) ? 1 : 0));
    }

    private static Regex Names(string expression) => new($@"\A(?:{expression})", RegexOptions.CultureInvariant);
}
