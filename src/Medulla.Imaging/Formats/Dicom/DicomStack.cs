using System.Globalization;
using Medulla.Imaging.Geometry;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Frames in their order: slices along the normal of the first, and where there are several at each place, volume after volume.</summary>
/// <param name="Frames">All slices of the first volume, then those of the next; null where a segmentation leaves an empty one out.</param>
/// <param name="Slices">Slices of a volume.</param>
/// <param name="Affine">Index of column, row and slice to RAS+ millimetres.</param>
/// <param name="Volumes">What tells the volumes apart, one text each.</param>
/// <param name="Warnings">What is legal but surprising.</param>
internal sealed record DicomStack(DicomFrame?[] Frames, int Slices, Affine Affine, Values<string> Volumes, Values<string> Warnings)
{
    /// <summary>Share of the slices' distance by which a slice may be off its place; positions are often rounded.</summary>
    private const double Unevenness = 0.05;

    /// <summary>Frames closer than this share of a slice's thickness are at one place.</summary>
    private const double SamePlace = 0.01;

    /// <summary>Puts frames in order.</summary>
    /// <exception cref="ImageFormatException">They do not make up a grid.</exception>
    public static DicomStack Of(IReadOnlyList<DicomFrame> frames, DicomReadOptions options, string name)
    {
        CheckAlike(frames, name);
        var warnings = new List<string>();
        if (frames.Any(frame => frame.Position is null || frame.Orientation is null))
        {
            return Unplaced(frames, options, name, warnings);
        }
        var (row, column) = Directions(frames[0], name);
        double[] normal = [(row[1] * column[2]) - (row[2] * column[1]), (row[2] * column[0]) - (row[0] * column[2]), (row[0] * column[1]) - (row[1] * column[0])];
        var length = Math.Sqrt(normal.Sum(x => x * x));
        normal = [.. normal.Select(x => x / length)];
        double Height(DicomFrame frame) => normal.Zip(frame.Position!, (a, b) => a * b).Sum();

        var places = new List<List<DicomFrame>>();
        var samePlace = SamePlace * frames.Min(frame => frame.Thickness);
        foreach (var frame in frames.OrderBy(Height).ThenBy(frame => frame.Instance))
        {
            if (places.Count > 0 && Height(frame) - Height(places[^1][0]) < samePlace)
            {
                places[^1].Add(frame);
            }
            else
            {
                places.Add([frame]);
            }
        }
        CheckShift(places, normal, name);
        if (frames.All(frame => frame.Number(DicomTags.ReferencedSegmentNumber) is not null))
        {
            var (segments, slices, labels) = DicomSegments.Fill(places, Height, name);
            return new(segments, slices, Ras(row, column, Step(slices), places[0][0].Position!, frames[0].Spacing), labels, []);
        }
        var count = CountVolumes(places, options, name, warnings);
        CheckEven([.. places.Select(place => Height(place[0]))], options, name, warnings);
        var volumes = count > 1 ? DicomVolumeOrder.Sort(places) : [""];
        var step = Step(places.Count);
        var tilt = Math.Acos(Math.Clamp(step.Zip(normal, (a, b) => a * b).Sum() / Math.Sqrt(step.Sum(x => x * x)), -1, 1)) * 180 / Math.PI;
        if (tilt > 0.1)
        {
            warnings.Add($"slices are shifted against each other by {tilt.ToString("0.##", CultureInfo.InvariantCulture)} degrees (a tilted gantry); the affine is sheared accordingly.");
        }
        return new([.. Enumerable.Range(0, count).SelectMany(volume => places.Select(place => place[volume]))], places.Count,
            Ras(row, column, step, places[0][0].Position!, frames[0].Spacing), volumes, Values.From(warnings));

        double[] Step(int slices) => slices == 1
            ? [.. normal.Select(x => x * frames[0].Thickness)]
            : [.. places[^1][0].Position!.Zip(places[0][0].Position!, (last, first) => (last - first) / (slices - 1))];
    }

    /// <summary>Without positions the order is that of the instance numbers, and the world begins at the first pixel, as ITK has it.</summary>
    private static DicomStack Unplaced(IReadOnlyList<DicomFrame> frames, DicomReadOptions options, string name, List<string> warnings)
    {
        if (frames.Count > 1)
        {
            if (frames.Any(frame => frame.Position is not null) && !options.AllowUneven)
            {
                throw new ImageFormatException(name, $"{frames.Count(frame => frame.Position is null || frame.Orientation is null)} of {frames.Count} frames have no position or orientation; choose frames with DicomReadOptions.Where, or read them in order of their numbers with AllowUneven.");
            }
            warnings.Add($"the {frames.Count} frames have no position or orientation in space; they are stacked in order of their numbers.");
        }
        double[] row = [1, 0, 0], column = [0, 1, 0];
        if (frames[0].Orientation is not null)
        {
            (row, column) = Directions(frames[0], name);
        }
        double[] step = [(row[1] * column[2]) - (row[2] * column[1]), (row[2] * column[0]) - (row[0] * column[2]), (row[0] * column[1]) - (row[1] * column[0])];
        return new([.. frames.OrderBy(frame => frame.Instance)], frames.Count,
            Ras(row, column, [.. step.Select(x => x * frames[0].Thickness)], frames[0].Position ?? [0, 0, 0], frames[0].Spacing), [""], Values.From(warnings));
    }

    /// <summary>Columns of the matrix are steps along a row, down a column and to the next slice; LPS becomes RAS.</summary>
    private static Affine Ras(double[] row, double[] column, double[] step, Values<double> origin, Values<double>? spacing)
    {
        var (down, across) = spacing is null ? (1.0, 1.0) : (spacing[0], spacing[1]);
        // + 0.0 turns -0 into 0.
        return Affine.Create(3, (axis, index) => ((axis < 2 ? -1 : 1) * index switch { 0 => row[axis] * across, 1 => column[axis] * down, 2 => step[axis], _ => origin[axis] }) + 0.0);
    }

    private static (double[] Row, double[] Column) Directions(DicomFrame frame, string name)
    {
        var all = frame.Orientation!.ToArray();
        var (row, column) = (all[..3], all[3..]);
        var lengths = (Math.Sqrt(row.Sum(x => x * x)), Math.Sqrt(column.Sum(x => x * x)));
        var cosine = row.Zip(column, (a, b) => a * b).Sum() / (lengths.Item1 * lengths.Item2);
        return Math.Abs(lengths.Item1 - 1) < 0.01 && Math.Abs(lengths.Item2 - 1) < 0.01 && Math.Abs(cosine) < 0.01
            ? (row, column)
            : throw new ImageFormatException(name, $"ImageOrientationPatient of {frame} is {frame.Orientation}; two directions of length 1, perpendicular to each other, are needed.");
    }

    /// <summary>Orientation and pixel size must be the same throughout.</summary>
    private static void CheckAlike(IReadOnlyList<DicomFrame> frames, string name)
    {
        void Check(string what, Func<DicomFrame, Values<double>?> property, double tolerance)
        {
            var groups = new List<(Values<double>? Value, int Count)>();
            foreach (var frame in frames)
            {
                var value = property(frame);
                var index = groups.FindIndex(group => group.Value is null ? value is null : value is not null && group.Value.Zip(value).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance));
                if (index < 0)
                {
                    groups.Add((value, 1));
                }
                else
                {
                    groups[index] = (groups[index].Value, groups[index].Count + 1);
                }
            }
            if (groups.Count > 1)
            {
                throw new ImageFormatException(name, $"its frames have {groups.Count} values of {what}: "
                    + string.Join("; ", groups.Take(5).Select(group => $"{group.Value?.ToString() ?? "none"} ({group.Count} frames)"))
                    + (groups.Count > 5 ? "; ..." : "") + ". One volume has one; choose frames with DicomReadOptions.Where.");
            }
        }
        Check("ImageOrientationPatient", frame => frame.Orientation, 1e-3);
        Check("PixelSpacing", frame => frame.Spacing, 1e-4);
    }

    /// <summary>Frames at one height must be at one place, and places on one line.</summary>
    private static void CheckShift(List<List<DicomFrame>> places, double[] normal, string name)
    {
        var (first, last) = (places[0][0].Position!, places[^1][0].Position!);
        var height = last.Zip(first, (a, b) => a - b).Zip(normal, (a, b) => a * b).Sum();
        foreach (var frame in places.SelectMany(place => place))
        {
            var here = frame.Position!.Zip(first, (a, b) => a - b).Zip(normal, (a, b) => a * b).Sum();
            var share = height == 0 ? 0 : here / height;
            var shift = Math.Sqrt(Enumerable.Range(0, 3).Sum(axis => Math.Pow(frame.Position![axis] - first[axis] - (height == 0 ? here * normal[axis] : share * (last[axis] - first[axis])), 2)));
            if (shift > 0.5 * (frame.Spacing is null ? 1 : frame.Spacing.Min()))
            {
                throw new ImageFormatException(name, $"{frame} lies {shift.ToString("0.###", CultureInfo.InvariantCulture)} mm beside the line from the first slice to the last, at {frame.Position}; such slices do not make up one grid. Choose frames with DicomReadOptions.Where.");
            }
        }
    }

    /// <summary>How many volumes there are; what is not whole is an error, or left out.</summary>
    private static int CountVolumes(List<List<DicomFrame>> places, DicomReadOptions options, string name, List<string> warnings)
    {
        var counts = places.GroupBy(place => place.Count).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).ToList();
        if (counts.Count == 1)
        {
            return counts[0].Key;
        }
        var found = string.Join(", ", counts.Select(group => $"{group.Count()} positions with {group.Key}"));
        var odd = string.Join("; ", counts.Skip(1).SelectMany(group => group).Take(4).Select(place => $"{place[0].Position}: {string.Join(", ", place.Take(3))}"));
        var cause = $"positions have different numbers of frames ({found}): {odd}";
        if (!options.AllowUneven)
        {
            throw new ImageFormatException(name, $"{cause}. Slices are missing or doubled, or two scans share the series; choose frames with DicomReadOptions.Where, or take the first of each position with AllowUneven.");
        }
        var least = counts.Min(group => group.Key);
        warnings.Add($"{cause}; {least} of each were read.");
        foreach (var place in places)
        {
            place.RemoveRange(least, place.Count - least);
        }
        return least;
    }

    private static void CheckEven(double[] heights, DicomReadOptions options, string name, List<string> warnings)
    {
        if (heights.Length < 3)
        {
            return;
        }
        var step = (heights[^1] - heights[0]) / (heights.Length - 1);
        var off = heights.Select((height, index) => Math.Abs(height - heights[0] - (index * step))).Max();
        if (off <= Unevenness * step)
        {
            return;
        }
        string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
        var gaps = heights.Skip(1).Zip(heights, (next, here) => next - here).ToArray();
        var usual = gaps.Order().ElementAt(gaps.Length / 2);
        var odd = gaps.Index().Where(gap => Math.Abs(gap.Item - usual) > Unevenness * usual).ToArray();
        var cause = $"its {heights.Length} slices are not evenly spaced: the usual distance is {Number(usual)} mm, but "
            + string.Join(", ", odd.Take(5).Select(gap => $"{Number(gap.Item)} mm between slices {gap.Index + 1} and {gap.Index + 2}")) + (odd.Length > 5 ? $" and {odd.Length - 5} more" : "");
        if (!options.AllowUneven)
        {
            throw new ImageFormatException(name, $"{cause}. Slices may be missing; read it all the same, with the mean distance of {Number(step)} mm, by DicomReadOptions.AllowUneven.");
        }
        warnings.Add($"{cause}; the mean distance of {Number(step)} mm was taken.");
    }
}
