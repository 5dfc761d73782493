using System.Globalization;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The frames of a segmentation, which may leave out those without a voxel of their segment (DICOM PS3.3, A.51).</summary>
internal static class DicomSegments
{
    /// <summary>Share of the slices' distance by which a slice may be off its place.</summary>
    private const double Unevenness = 0.05;

    private const int MostSlices = 1 << 16;

    /// <summary>All slices of the first segment, then those of the next, null where one is left out; how many slices there are; and the segments' labels.</summary>
    /// <exception cref="ImageFormatException">Places are at no common distance, or a segment has two frames at one.</exception>
    public static (DicomFrame?[] Frames, int Slices, Values<string> Labels) Fill(List<List<DicomFrame>> places, Func<DicomFrame, double> height, string name)
    {
        string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
        var heights = places.ConvertAll(place => height(place[0]) - height(places[0][0]));
        var step = places.Count == 1 ? 1 : heights.Skip(1).Zip(heights, (next, here) => next - here).Min();
        var indices = heights.ConvertAll(here => (long)Math.Round(here / step));
        // Distances are multiples of the least; the mean of many is more precise than that.
        step = indices[^1] == 0 ? step : heights[^1] / indices[^1];
        var odd = heights.FindIndex(here => Math.Abs(here - (Math.Round(here / step) * step)) > Unevenness * step);
        if (odd >= 0 || indices[^1] >= MostSlices)
        {
            throw new ImageFormatException(name, odd < 0
                ? $"its slices are {Text(heights[^1])} mm apart in all and {Text(step)} mm at least, which makes {indices[^1] + 1}; at most {MostSlices} are read."
                : $"its slices are not at multiples of one distance: the least is {Text(step)} mm, but {places[odd][0]} lies {Text(heights[odd])} mm from the first.");
        }
        var slices = (int)indices[^1] + 1;
        var numbers = places.SelectMany(place => place).Select(Number).Distinct().Order().ToList();
        var frames = new DicomFrame?[slices * numbers.Count];
        foreach (var (place, slice) in places.Zip(indices))
        {
            foreach (var frame in place)
            {
                ref var at = ref frames[(numbers.IndexOf(Number(frame)) * slices) + slice];
                at = at is null ? frame : throw new ImageFormatException(name, $"{at} and {frame} are of segment {Number(frame)} at the same place, {frame.Position}.");
            }
        }
        return (frames, slices, Values.From(numbers.Select(number => Label(places[0][0].File, number))));
    }

    private static double Number(DicomFrame frame) => frame.Number(DicomTags.ReferencedSegmentNumber)!.Value;

    private static string Label(DicomFile file, double number)
    {
        var segment = file.Dataset.Items(DicomTags.SegmentSequence).FirstOrDefault(segment => segment.Number(DicomTags.SegmentNumber) == number);
        return segment?.Text(DicomTags.SegmentLabel) ?? $"segment {Text(number)}";

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
