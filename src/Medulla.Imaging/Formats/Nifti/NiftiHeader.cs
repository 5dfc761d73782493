using System.Buffers.Binary;
using System.Collections.ObjectModel;

namespace Medulla.Imaging.Formats.Nifti;

/// <summary>A NIfTI header whose fields were checked, and put right where nibabel does so: voxel sizes of 0 or less, unknown form codes.</summary>
internal sealed class NiftiHeader
{
    private readonly Dictionary<string, object> fields;

    private NiftiHeader(Dictionary<string, object> fields, bool isVersion2, bool isBigEndian)
        => (this.fields, IsVersion2, IsBigEndian) = (fields, isVersion2, isBigEndian);

    public bool IsVersion2 { get; }

    public bool IsBigEndian { get; }

    /// <summary>Whether the voxels follow in the same file; else they are in an .img file.</summary>
    public bool IsSingleFile { get; private set; }

    public Values<long> Dimensions { get; private set; } = [];

    public VoxelType Type { get; private set; }

    public int Components { get; private set; }

    /// <summary>Where the voxels begin, in bytes.</summary>
    public long VoxelOffset { get; private set; }

    public long Integer(string field) => (long)fields[field];

    public double Float(string field) => (double)fields[field];

    public Values<double> Floats(string field) => (Values<double>)fields[field];

    /// <summary>Reads and checks a header and its extensions.</summary>
    public static NiftiHeader Read(ImageInput input)
    {
        Span<byte> bytes = stackalloc byte[NiftiLayout.Two.Bytes];
        input.ReadAll(bytes[..4], "a NIfTI header");
        var (isVersion2, isBigEndian) = Kind(bytes)
            ?? throw input.Broken($"it begins with {Convert.ToHexString(bytes[..4])}; NIfTI begins with its header's size, 348 or 540.");
        var layout = isVersion2 ? NiftiLayout.Two : NiftiLayout.One;
        input.ReadAll(bytes[4..layout.Bytes], "the rest of the NIfTI header");
        var header = new NiftiHeader(layout.Decode(bytes, isBigEndian), isVersion2, isBigEndian);
        header.Check(input);
        header.ReadExtensions(input);
        return header;
    }

    /// <summary>Version and byte order by the first four bytes; null where they are not a header's size.</summary>
    public static (bool IsVersion2, bool IsBigEndian)? Kind(ReadOnlySpan<byte> start)
        => start.Length < 4 ? null : (BinaryPrimitives.ReadInt32LittleEndian(start), BinaryPrimitives.ReadInt32BigEndian(start)) switch
        {
            (348, _) => (false, false),
            (_, 348) => (false, true),
            (540, _) => (true, false),
            (_, 540) => (true, true),
            _ => null,
        };

    /// <summary>What the header says, in terms common to all formats.</summary>
    public ImageHeader ToImageHeader(ImageInput input, bool rectify)
    {
        Geometry.Affine affine;
        try
        {
            affine = rectify ? NiftiAffine.Rectified(this) : NiftiAffine.Best(this);
        }
        catch (ArgumentException exception)
        {
            throw input.Broken($"its qform has no meaning: {exception.Message}", exception);
        }
        if (!NiftiAffine.IsRegular(affine))
        {
            throw input.Broken(
                $"its affine is {affine} (sform_code {Integer("sform_code")}, qform_code {Integer("qform_code")}), which is not finite or cannot be inverted; correct the header.");
        }
        var (slope, intercept) = (Float("scl_slope"), Float("scl_inter"));
        // A slope of 0 or NaN says that there is no scaling; colours never have one.
        var scaled = slope != 0 && double.IsFinite(slope) && !(Type == VoxelType.UInt8 && Components > 1);
        if (scaled && !double.IsFinite(intercept))
        {
            throw input.Broken($"scl_slope is {slope} but scl_inter is {intercept}; both must be finite where the slope is not 0.");
        }
        return new(Type, Dimensions, affine)
        {
            Components = Components,
            Slope = scaled ? slope : 1,
            Intercept = scaled ? intercept : 0,
            Metadata = new ReadOnlyDictionary<string, object>(fields),
        };
    }

    private void Check(ImageInput input)
    {
        var magic = (string)fields["magic"];
        IsSingleFile = magic == (IsVersion2 ? "n+2" : "n+1");
        if (!IsSingleFile && magic != (IsVersion2 ? "ni2" : "ni1"))
        {
            throw input.Broken(magic.Length == 0 && !IsVersion2
                ? "it has no NIfTI magic, so it may be an Analyze 7.5 header, which says nothing reliable on orientation; convert it to NIfTI."
                : $"its magic is \"{magic}\"; NIfTI-{(IsVersion2 ? 2 : 1)} has {(IsVersion2 ? "n+2 or ni2" : "n+1 or ni1")}.");
        }
        if (IsVersion2 && fields["eol_check"] is Values<long> eol && eol != Values.Create([13L, 10, 26, 10]) && eol.Any(code => code != 0))
        {
            throw input.Broken($"its end-of-line check is {eol}, not [13, 10, 26, 10]; the file was transferred as text.");
        }
        var dim = (Values<long>)fields["dim"];
        if (dim[0] is < 1 or > 7)
        {
            throw input.Broken($"it has {dim[0]} dimensions; NIfTI has 1 to 7.");
        }
        Dimensions = Values.Create(dim.Span[1..(int)(dim[0] + 1)]);
        if (Dimensions.Any(length => length < 1) || Dimensions.Aggregate(1.0, (product, length) => product * length) > 1e18)
        {
            throw input.Broken($"its dimensions are {Dimensions}; each must be at least 1, and all together less than 1e18.");
        }
        (Type, Components) = NiftiTypes.Known.FirstOrDefault(known => known.Code == Integer("datatype")) is { Code: not 0 } type
            ? (type.Type, type.Components)
            : throw input.Broken(Integer("datatype") switch
            {
                1 => "its voxels are single bits, which are not read; convert them to uint8.",
                1536 or 2048 => "its voxels are 128-bit floats, which .NET does not have; convert them to float64.",
                var code => $"its datatype is {code}; NIfTI has {string.Join(", ", NiftiTypes.Known.Select(known => known.Code))}.",
            });
        fields["bitpix"] = (long)Components * Type.Bytes() * 8;
        CheckOffset(input);

        var pixdim = Floats("pixdim").ToArray();
        pixdim[0] = pixdim[0] == -1 ? -1 : 1;
        for (var axis = 1; axis <= 3; axis++)
        {
            pixdim[axis] = pixdim[axis] == 0 ? 1 : Math.Abs(pixdim[axis]);
        }
        fields["pixdim"] = Values.From(pixdim);
        foreach (var form in new[] { "sform_code", "qform_code" })
        {
            fields[form] = Integer(form) is >= 0 and <= 5 ? fields[form] : 0L;
        }
    }

    private void CheckOffset(ImageInput input)
    {
        var stated = IsVersion2 ? Integer("vox_offset") : Float("vox_offset");
        long least = IsSingleFile ? (IsVersion2 ? NiftiLayout.Two : NiftiLayout.One).Bytes + 4 : 0;
        // Some programs leave 0 in a single file, where the header would be the voxels.
        if (stated != 0 && !(stated >= least && stated < 1e18))
        {
            throw input.Broken($"its voxels begin at byte {stated} (vox_offset); the header takes {least}.");
        }
        VoxelOffset = stated == 0 ? least : (long)stated;
    }

    /// <summary>Extensions lie between header and voxels, or fill the rest of a separate header file.</summary>
    private void ReadExtensions(ImageInput input)
    {
        Span<byte> start = stackalloc byte[8];
        var extensions = new List<NiftiExtension>();
        if (input.Read(start[..4]) == 4 && start[0] != 0)
        {
            while (!IsSingleFile || VoxelOffset - input.Position >= 16)
            {
                var read = input.Read(start);
                if (read == 0 && !IsSingleFile)
                {
                    break;
                }
                if (read < 8)
                {
                    throw input.Broken($"extension {extensions.Count + 1} of its header is cut off.");
                }
                var size = IsBigEndian ? BinaryPrimitives.ReadInt32BigEndian(start) : BinaryPrimitives.ReadInt32LittleEndian(start);
                var code = IsBigEndian ? BinaryPrimitives.ReadInt32BigEndian(start[4..]) : BinaryPrimitives.ReadInt32LittleEndian(start[4..]);
                if (size < 8 || (IsSingleFile && size - 8 > VoxelOffset - input.Position))
                {
                    throw input.Broken($"extension {extensions.Count + 1} of its header claims {size} bytes; it must have at least 8 and end before the voxels at byte {VoxelOffset}.");
                }
                var content = input.ReadClaimed(size - 8, $"extension {extensions.Count + 1} of its header");
                extensions.Add(new(code, Values.Create<byte>(content)));
            }
        }
        if (extensions.Count > 0)
        {
            fields[NiftiExtension.Key] = Values.From(extensions);
        }
    }
}
