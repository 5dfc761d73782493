namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Tells volumes at the same place apart by what differs between them: kind of image, echo, diffusion weighting, time.</summary>
internal static class DicomVolumeOrder
{
    private static readonly DicomTag[] candidates =
    [
        DicomTags.ReferencedSegmentNumber, DicomTags.FrameType, DicomTags.ImageType, DicomTags.EchoTime, DicomTags.EffectiveEchoTime, DicomTags.InversionTime,
        DicomTags.FlipAngle, DicomTags.DiffusionBValue, DicomTags.TemporalPositionIdentifier, DicomTags.TemporalPositionIndex, DicomTags.AcquisitionNumber,
        DicomTags.TriggerTime, DicomTags.AcquisitionTime,
    ];

    /// <summary>
    /// Sorts the frames of each place alike. An attribute counts where it varies and has the same values at every place;
    /// what they leave open is decided by instance numbers, by which frames come sorted.
    /// </summary>
    /// <returns>A text for each volume.</returns>
    public static Values<string> Sort(List<List<DicomFrame>> places)
    {
        var telling = candidates.Where(tag => IsTelling(tag, places)).ToArray();
        // Texts have no order of their own; that of the first place's instance numbers is taken.
        var ranks = telling.Where(tag => !Numeric(places[0], tag)).ToDictionary(tag => tag, tag => places[0].Select(frame => Text(frame, tag)).Distinct().ToList());
        foreach (var place in places)
        {
            var sorted = telling.Aggregate(place.OrderBy(_ => 0), (order, tag) => ranks.TryGetValue(tag, out var rank)
                ? order.ThenBy(frame => rank.IndexOf(Text(frame, tag)))
                : order.ThenBy(frame => frame.Number(tag))).ToList();
            place.Clear();
            place.AddRange(sorted);
        }
        return Values.From(places[0].Select((frame, index) => telling.Length == 0
            ? $"volume {index + 1}"
            : string.Join(", ", telling.Select(tag => $"{DicomTags.Keyword(tag)} {Text(frame, tag)}"))));
    }

    private static bool IsTelling(DicomTag tag, List<List<DicomFrame>> places)
    {
        string[] Of(List<DicomFrame> place) => [.. place.Select(frame => Text(frame, tag)).Order(StringComparer.Ordinal)];
        var first = Of(places[0]);
        return first.Distinct().Count() > 1 && places.All(place => Of(place).SequenceEqual(first));
    }

    private static bool Numeric(List<DicomFrame> place, DicomTag tag) => place.All(frame => frame.Numbers(tag).Count == 1);

    private static string Text(DicomFrame frame, DicomTag tag) => string.Join("\\", frame.Texts(tag));
}
