namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Shape and meaning of a file's pixels (DICOM PS3.3, C.7.6.3).</summary>
internal sealed record DicomPixelFormat
{
    /// <summary>Each frame costs memory of its own, whatever its size; real files have some ten thousand at most.</summary>
    private const int MostFrames = 1 << 16;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Samples { get; init; }

    public required int Frames { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required int HighBit { get; init; }

    public required bool IsSigned { get; init; }

    public required bool IsPlanar { get; init; }

    public required string Photometric { get; init; }

    /// <summary>Type of the numbers that reading gives.</summary>
    public required VoxelType Type { get; init; }

    public bool IsPalette => Photometric == "PALETTE COLOR";

    /// <summary>Numbers for each pixel that reading gives.</summary>
    public int Components => IsPalette ? 3 : Samples;

    public long Pixels => (long)Rows * Columns;

    /// <summary>Bytes of a frame as reading gives it.</summary>
    public long FrameBytes => Pixels * Components * Type.Bytes();

    /// <summary>Bytes of a frame's samples before palettes are looked up; single bits are unfolded.</summary>
    public long SampleBytes => Pixels * Samples * SampleSize;

    /// <summary>Bytes of a frame in the file, where it is not compressed: two pixels of YBR_FULL_422 share their chroma.</summary>
    public long StoredBytes => Photometric == "YBR_FULL_422" ? Pixels * 2 * SampleSize : SampleBytes;

    public int SampleSize => Math.Max(8, BitsAllocated) / 8;

    /// <summary>What a file says of its pixels, checked.</summary>
    public static DicomPixelFormat Of(DicomFile file)
    {
        var set = file.Dataset;
        var tag = (file.Pixels ?? throw Broken("it has no pixels; it is no image, or its pixels were taken out.")).Tag;
        int Whole(DicomTag tag, long least, long most, long? missing = null)
        {
            var found = set[tag] is { Bytes.IsEmpty: false } ? set.Integer(tag) : missing;
            return found is { } value && value >= least && value <= most ? (int)value
                : throw Broken($"{DicomTags.Keyword(tag)} {tag} is {(set.Text(tag) is { } text ? $"\"{text}\"" : "missing")}; a whole number from {least} to {most} is needed.");
        }
        var isFloat = tag != DicomTags.PixelData;
        var allocated = Whole(DicomTags.BitsAllocated, 1, 64, isFloat ? (tag == DicomTags.FloatPixelData ? 32 : 64) : null);
        var stored = Whole(DicomTags.BitsStored, 1, allocated, allocated);
        var samples = Whole(DicomTags.SamplesPerPixel, 1, 4, 1);
        var signed = Whole(DicomTags.PixelRepresentation, 0, 1, 0) == 1;
        var photometric = set.Text(DicomTags.PhotometricInterpretation) ?? (samples == 1 ? "MONOCHROME2" : "RGB");
        var type = (isFloat, allocated, signed) switch
        {
            (true, 32, _) when tag == DicomTags.FloatPixelData => VoxelType.Float32,
            (true, 64, _) when tag == DicomTags.DoubleFloatPixelData => VoxelType.Float64,
            (false, 1 or 8, false) => VoxelType.UInt8,
            (false, 8, true) => VoxelType.Int8,
            (false, 16, false) => VoxelType.UInt16,
            (false, 16, true) => VoxelType.Int16,
            (false, 32, false) => VoxelType.UInt32,
            (false, 32, true) => VoxelType.Int32,
            _ => throw Broken($"its pixels have {allocated} bits allocated{(signed ? ", signed," : "")} in {tag}; 1, 8, 16 and 32 are read, and 32 and 64 for floating point."),
        };
        if (samples is 2 or 4 || (samples == 3 && (allocated is not (8 or 16) || signed || photometric is not ("RGB" or "YBR_FULL" or "YBR_FULL_422" or "YBR_RCT" or "YBR_ICT"))))
        {
            throw Broken($"it has {samples} samples of {allocated} bits for each pixel, {photometric}; colours are read as RGB, YBR_FULL or YBR_FULL_422 of three unsigned samples of 8 or 16 bits.");
        }
        if (photometric == "PALETTE COLOR" && (samples != 1 || allocated is not (8 or 16)))
        {
            throw Broken($"it has a palette for {samples} samples of {allocated} bits; there must be one of 8 or 16.");
        }
        return new()
        {
            Rows = Whole(DicomTags.Rows, 1, ushort.MaxValue),
            Columns = Whole(DicomTags.Columns, 1, ushort.MaxValue),
            Samples = samples,
            Frames = Whole(DicomTags.NumberOfFrames, 1, MostFrames, 1),
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = Whole(DicomTags.HighBit, stored - 1, allocated - 1, stored - 1),
            IsSigned = signed,
            IsPlanar = samples > 1 && Whole(DicomTags.PlanarConfiguration, 0, 1, 0) == 1,
            Photometric = photometric,
            Type = photometric == "PALETTE COLOR" ? VoxelType.UInt8 : type,
        };

        ImageFormatException Broken(string cause) => new(file.Path, cause);
    }
}
