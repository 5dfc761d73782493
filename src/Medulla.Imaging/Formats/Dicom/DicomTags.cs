using System.Runtime.CompilerServices;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The attributes that reading images needs, with their value representations, for files that do not state them (DICOM PS3.6).</summary>
internal static class DicomTags
{
    private static readonly Dictionary<DicomTag, (string Vr, string Keyword)> known = [];
    private static readonly Dictionary<string, DicomTag> keywords = new(StringComparer.OrdinalIgnoreCase);

    public static readonly DicomTag Item = new(0xFFFE, 0xE000);
    public static readonly DicomTag ItemEnd = new(0xFFFE, 0xE00D);
    public static readonly DicomTag SequenceEnd = new(0xFFFE, 0xE0DD);

    public static readonly DicomTag TransferSyntaxUID = Known(0x0002, 0x0010, "UI");
    public static readonly DicomTag SpecificCharacterSet = Known(0x0008, 0x0005, "CS");
    public static readonly DicomTag ImageType = Known(0x0008, 0x0008, "CS");
    public static readonly DicomTag SOPClassUID = Known(0x0008, 0x0016, "UI");
    public static readonly DicomTag SOPInstanceUID = Known(0x0008, 0x0018, "UI");
    public static readonly DicomTag StudyDate = Known(0x0008, 0x0020, "DA");
    public static readonly DicomTag SeriesDate = Known(0x0008, 0x0021, "DA");
    public static readonly DicomTag AcquisitionTime = Known(0x0008, 0x0032, "TM");
    public static readonly DicomTag Modality = Known(0x0008, 0x0060, "CS");
    public static readonly DicomTag Manufacturer = Known(0x0008, 0x0070, "LO");
    public static readonly DicomTag StudyDescription = Known(0x0008, 0x1030, "LO");
    public static readonly DicomTag SeriesDescription = Known(0x0008, 0x103E, "LO");
    public static readonly DicomTag ManufacturerModelName = Known(0x0008, 0x1090, "LO");
    public static readonly DicomTag FrameType = Known(0x0008, 0x9007, "CS");
    public static readonly DicomTag PatientName = Known(0x0010, 0x0010, "PN");
    public static readonly DicomTag PatientID = Known(0x0010, 0x0020, "LO");
    public static readonly DicomTag BodyPartExamined = Known(0x0018, 0x0015, "CS");
    public static readonly DicomTag SliceThickness = Known(0x0018, 0x0050, "DS");
    public static readonly DicomTag KVP = Known(0x0018, 0x0060, "DS");
    public static readonly DicomTag RepetitionTime = Known(0x0018, 0x0080, "DS");
    public static readonly DicomTag EchoTime = Known(0x0018, 0x0081, "DS");
    public static readonly DicomTag InversionTime = Known(0x0018, 0x0082, "DS");
    public static readonly DicomTag MagneticFieldStrength = Known(0x0018, 0x0087, "DS");
    public static readonly DicomTag SpacingBetweenSlices = Known(0x0018, 0x0088, "DS");
    public static readonly DicomTag ProtocolName = Known(0x0018, 0x1030, "LO");
    public static readonly DicomTag TriggerTime = Known(0x0018, 0x1060, "DS");
    public static readonly DicomTag GantryDetectorTilt = Known(0x0018, 0x1120, "DS");
    public static readonly DicomTag ImagerPixelSpacing = Known(0x0018, 0x1164, "DS");
    public static readonly DicomTag ConvolutionKernel = Known(0x0018, 0x1210, "SH");
    public static readonly DicomTag FlipAngle = Known(0x0018, 0x1314, "DS");
    public static readonly DicomTag NominalScannedPixelSpacing = Known(0x0018, 0x2010, "DS");
    public static readonly DicomTag PatientPosition = Known(0x0018, 0x5100, "CS");
    public static readonly DicomTag EffectiveEchoTime = Known(0x0018, 0x9082, "FD");
    public static readonly DicomTag DiffusionBValue = Known(0x0018, 0x9087, "FD");
    public static readonly DicomTag MRDiffusionSequence = Known(0x0018, 0x9117, "SQ");
    public static readonly DicomTag MREchoSequence = Known(0x0018, 0x9114, "SQ");
    public static readonly DicomTag MRImageFrameTypeSequence = Known(0x0018, 0x9226, "SQ");
    public static readonly DicomTag CTImageFrameTypeSequence = Known(0x0018, 0x9329, "SQ");
    public static readonly DicomTag StudyInstanceUID = Known(0x0020, 0x000D, "UI");
    public static readonly DicomTag SeriesInstanceUID = Known(0x0020, 0x000E, "UI");
    public static readonly DicomTag SeriesNumber = Known(0x0020, 0x0011, "IS");
    public static readonly DicomTag AcquisitionNumber = Known(0x0020, 0x0012, "IS");
    public static readonly DicomTag InstanceNumber = Known(0x0020, 0x0013, "IS");
    public static readonly DicomTag ImagePositionPatient = Known(0x0020, 0x0032, "DS");
    public static readonly DicomTag ImageOrientationPatient = Known(0x0020, 0x0037, "DS");
    public static readonly DicomTag FrameOfReferenceUID = Known(0x0020, 0x0052, "UI");
    public static readonly DicomTag TemporalPositionIdentifier = Known(0x0020, 0x0100, "IS");
    public static readonly DicomTag StackID = Known(0x0020, 0x9056, "SH");
    public static readonly DicomTag InStackPositionNumber = Known(0x0020, 0x9057, "UL");
    public static readonly DicomTag FrameContentSequence = Known(0x0020, 0x9111, "SQ");
    public static readonly DicomTag PlanePositionSequence = Known(0x0020, 0x9113, "SQ");
    public static readonly DicomTag PlaneOrientationSequence = Known(0x0020, 0x9116, "SQ");
    public static readonly DicomTag TemporalPositionIndex = Known(0x0020, 0x9128, "UL");
    public static readonly DicomTag FrameAcquisitionNumber = Known(0x0020, 0x9156, "US");
    public static readonly DicomTag DimensionIndexValues = Known(0x0020, 0x9157, "UL");
    public static readonly DicomTag SamplesPerPixel = Known(0x0028, 0x0002, "US");
    public static readonly DicomTag PhotometricInterpretation = Known(0x0028, 0x0004, "CS");
    public static readonly DicomTag PlanarConfiguration = Known(0x0028, 0x0006, "US");
    public static readonly DicomTag NumberOfFrames = Known(0x0028, 0x0008, "IS");
    public static readonly DicomTag Rows = Known(0x0028, 0x0010, "US");
    public static readonly DicomTag Columns = Known(0x0028, 0x0011, "US");
    public static readonly DicomTag PixelSpacing = Known(0x0028, 0x0030, "DS");
    public static readonly DicomTag BitsAllocated = Known(0x0028, 0x0100, "US");
    public static readonly DicomTag BitsStored = Known(0x0028, 0x0101, "US");
    public static readonly DicomTag HighBit = Known(0x0028, 0x0102, "US");
    public static readonly DicomTag PixelRepresentation = Known(0x0028, 0x0103, "US");
    public static readonly DicomTag RescaleIntercept = Known(0x0028, 0x1052, "DS");
    public static readonly DicomTag RescaleSlope = Known(0x0028, 0x1053, "DS");
    public static readonly DicomTag RescaleType = Known(0x0028, 0x1054, "LO");
    public static readonly DicomTag RedPaletteColorLookupTableDescriptor = Known(0x0028, 0x1101, "US");
    public static readonly DicomTag GreenPaletteColorLookupTableDescriptor = Known(0x0028, 0x1102, "US");
    public static readonly DicomTag BluePaletteColorLookupTableDescriptor = Known(0x0028, 0x1103, "US");
    public static readonly DicomTag RedPaletteColorLookupTableData = Known(0x0028, 0x1201, "OW");
    public static readonly DicomTag GreenPaletteColorLookupTableData = Known(0x0028, 0x1202, "OW");
    public static readonly DicomTag BluePaletteColorLookupTableData = Known(0x0028, 0x1203, "OW");
    public static readonly DicomTag PixelMeasuresSequence = Known(0x0028, 0x9110, "SQ");
    public static readonly DicomTag PixelValueTransformationSequence = Known(0x0028, 0x9145, "SQ");
    public static readonly DicomTag SegmentSequence = Known(0x0062, 0x0002, "SQ");
    public static readonly DicomTag SegmentNumber = Known(0x0062, 0x0004, "US");
    public static readonly DicomTag SegmentLabel = Known(0x0062, 0x0005, "LO");
    public static readonly DicomTag SegmentIdentificationSequence = Known(0x0062, 0x000A, "SQ");
    public static readonly DicomTag ReferencedSegmentNumber = Known(0x0062, 0x000B, "US");
    public static readonly DicomTag GridFrameOffsetVector = Known(0x3004, 0x000C, "DS");
    public static readonly DicomTag DoseGridScaling = Known(0x3004, 0x000E, "DS");
    public static readonly DicomTag SharedFunctionalGroupsSequence = Known(0x5200, 0x9229, "SQ");
    public static readonly DicomTag PerFrameFunctionalGroupsSequence = Known(0x5200, 0x9230, "SQ");
    public static readonly DicomTag FloatPixelData = Known(0x7FE0, 0x0008, "OF");
    public static readonly DicomTag DoubleFloatPixelData = Known(0x7FE0, 0x0009, "OD");
    public static readonly DicomTag PixelData = Known(0x7FE0, 0x0010, "OW");

    /// <summary>Tags by their keywords.</summary>
    public static IReadOnlyDictionary<string, DicomTag> ByKeyword => keywords;

    /// <summary>The value representation of a known attribute; "UN" for others.</summary>
    public static string Vr(DicomTag tag) => tag.Element == 0 ? "UL" : known.TryGetValue(tag, out var entry) ? entry.Vr : "UN";

    /// <summary>The keyword of a known attribute, else the tag itself.</summary>
    public static string Keyword(DicomTag tag) => known.TryGetValue(tag, out var entry) ? entry.Keyword : tag.ToString();

    private static DicomTag Known(ushort group, ushort element, string vr, [CallerMemberName] string keyword = "")
    {
        var tag = new DicomTag(group, element);
        known.Add(tag, (vr, keyword));
        keywords.Add(keyword, tag);
        return tag;
    }
}
