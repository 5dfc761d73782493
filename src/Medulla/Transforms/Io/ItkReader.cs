using Medulla.Imaging;
using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Transforms.Io;

/// <summary>A reader with options for DICOM: a folder is a series, sorted by position along its normal; a single slice is [x, y, 1].</summary>
/// <param name="ChannelDim">See <see cref="FileReader"/>.</param>
/// <param name="SeriesName">The SeriesInstanceUID wanted, where a folder has several series; there must be one if empty.</param>
/// <param name="SlicesFirst">Whether axes come in the order slice, row, column; the affine stays that of column, row, slice.</param>
/// <param name="AffineLpsToRas">See <see cref="FileReader"/>.</param>
/// <param name="AllowUneven">See <see cref="DicomReadOptions.AllowUneven"/>.</param>
[ReferenceName("ITKReader")]
public sealed record ItkReader(
    ChannelAxis? ChannelDim = null, string SeriesName = "", [ReferenceName("reverse_indexing")] bool SlicesFirst = false, bool AffineLpsToRas = true, bool AllowUneven = false)
    : FileReader(AffineLpsToRas: AffineLpsToRas, ChannelDim: ChannelDim)
{
    internal override DicomReadOptions? Dicom(DicomReadOptions? asked)
    {
        asked ??= DicomReadOptions.Default;
        return asked with { SeriesUid = asked.SeriesUid ?? SeriesName, AllowUneven = asked.AllowUneven || AllowUneven };
    }

    internal override MetaTensor Adjust(MetaTensor image, bool isPicture)
    {
        var adjusted = base.Adjust(image, isPicture);
        if (!SlicesFirst)
        {
            return adjusted;
        }
        var rank = (int)adjusted.Data.dim();
        var space = image.Metadata.OriginalChannelDim?.Axis ?? rank;
        return adjusted.WithData(adjusted.Data.permute([.. Enumerable.Range(0, space).Reverse().Select(axis => (long)axis), .. Enumerable.Range(space, rank - space).Select(axis => (long)axis)]).contiguous());
    }
}
