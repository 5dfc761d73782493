using System.Collections.ObjectModel;
using FsCheck;
using FsCheck.Fluent;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Nifti;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Tests.Geometry;

namespace Medulla.Imaging.Tests.Formats.Nifti;

public sealed class NiftiRoundTripTests : IDisposable
{
    private static readonly string[] names = ["a.nii", "a.nii.gz", "a.hdr", "a.img.gz"];

    private readonly TemporaryFolder folder = new();

    /// <summary>Every type of voxel that NIfTI knows.</summary>
    public static TheoryData<VoxelType, int> Types { get; } = new(NiftiTypes.Known.Select(known => (known.Type, known.Components)));

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryTypeRankAndName_ComesBack(VoxelType type, int components)
    {
        var random = new Random(3);
        for (var rank = 1; rank <= 7; rank++)
        {
            foreach (var name in names)
            {
                foreach (var magic in new[] { "n+1", "n+2" })
                {
                    var header = new ImageHeader(type, Values.From(Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 5))), Affine.Scaling(2, 3, 4))
                    {
                        Components = components,
                        Metadata = new Dictionary<string, object> { ["magic"] = magic },
                    };
                    var voxels = type.Allocate(header.Count);
                    random.NextBytes(type.BytesOf(voxels, 0, voxels.Length));
                    ImageFile.Write(folder[name], new(header, voxels));
                    var back = ImageFile.Read(folder[name]);
                    Assert.Equal(header.Dimensions, back.Dimensions);
                    Assert.Equal(components, back.Header.Components);
                    Assert.Equal(header.Affine, back.Affine);
                    Assert.Equal(magic[^1], ((string)back.Metadata["magic"])[^1]);
                    // Bits, not values: NaN payloads come back too.
                    Assert.True(type.BytesOf(voxels, 0, voxels.Length).SequenceEqual(type.BytesOf(back.Voxels, 0, back.Voxels.Length)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryType_IsReadInBothByteOrders(VoxelType type, int components)
    {
        var header = new ImageHeader(type, [2, 3], Affine.Identity(3)) { Components = components };
        var voxels = type.Allocate(header.Count);
        new Random(4).NextBytes(type.BytesOf(voxels, 0, voxels.Length));
        ImageFile.Write(folder["a.nii"], new(header, voxels));
        foreach (var layout in new[] { NiftiLayout.One, NiftiLayout.Two })
        {
            var fields = ImageFile.ReadHeader(folder["a.nii"]).Metadata.ToDictionary();
            fields["sizeof_hdr"] = (long)layout.Bytes;
            fields["magic"] = layout == NiftiLayout.One ? "n+1" : "n+2";
            fields["vox_offset"] = layout.Bytes + 4L;
            var bytes = type.BytesOf(voxels, 0, voxels.Length).ToArray();
            foreach (var number in bytes.Chunk(type.Bytes()).Index())
            {
                number.Item.Reverse().ToArray().CopyTo(bytes, number.Index * type.Bytes());
            }
            var path = folder.Save("b.nii", [.. layout.Encode(fields, bigEndian: true), 0, 0, 0, 0, .. bytes]);
            var back = ImageFile.Read(path).Voxels;
            Assert.True(type.BytesOf(voxels, 0, voxels.Length).SequenceEqual(type.BytesOf(back, 0, back.Length)));
        }
    }

    [Fact]
    public void Layouts_HaveTheSizesOfTheirStructs()
    {
        Assert.Equal(348, NiftiLayout.One.Bytes);
        Assert.Equal(540, NiftiLayout.Two.Bytes);
    }

    [Fact]
    public void Affine_ComesBackByMatrixAndByQuaternion()
        => Prop.ForAll(Maps.Rotations, Gen.Choose(1, 500).ArrayOf(3).ToArbitrary(), Gen.Choose(0, 1).ToArbitrary(), (rotation, sizes, mirrored) =>
        {
            var affine = Affine.Translation(sizes[2], -sizes[0], sizes[1]) * rotation.ToAffine()
                * Affine.Scaling(sizes[0] / 100.0, sizes[1] / 100.0, (mirrored == 1 ? -1 : 1) * sizes[2] / 100.0);
            var volume = new ImageVolume(new(VoxelType.UInt8, [1, 1, 1], affine), new byte[1]);
            ImageFile.Write(folder["a.nii"], volume);
            var bytes = File.ReadAllBytes(folder["a.nii"]);
            var bySform = ImageFile.ReadHeader(folder["a.nii"]).Affine;
            bytes.AsSpan(254, 2).Clear();   // sform_code
            var byQform = ImageFile.ReadHeader(folder.Save("b.nii", bytes)).Affine;
            // w² = 1 - x² - y² - z² is known to 1.2e-7 from parts in single precision, so w, where it is 0, to 3.5e-4 and
            // the matrix' elements, 2wx and the like, to 7e-4 of the voxel size: at most 5.
            return bySform.IsClose(affine, 1e-4) && byQform.IsClose(affine, 5 * 7e-4) && bytes[252] == 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ShearedAffine_HasAnSformOnly()
    {
        var affine = new Affine(3, [1, 0.5, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1]);
        ImageFile.Write(folder["a.nii"], new(new(VoxelType.UInt8, [1, 1, 1], affine), new byte[1]));
        var back = ImageFile.ReadHeader(folder["a.nii"]);
        Assert.Equal(affine, back.Affine);
        Assert.Equal((1L, 0L), (back.Metadata["sform_code"], back.Metadata["qform_code"]));
        // Voxel sizes are the column norms, the second sqrt(0.25 + 1).
        Assert.Equal(Math.Sqrt(1.25), ((Values<double>)back.Metadata["pixdim"])[2], 1e-6);
    }

    [Fact]
    public void ScalingAndDescriptiveFieldsAndExtensions_ComeBack()
    {
        Values<NiftiExtension> extensions = [new(6, [.. "a comment of 24 bytes..."u8]), new(44, [1, 2, 3])];
        var header = new ImageHeader(VoxelType.Int16, [2, 1, 1, 2], Affine.Identity(3))
        {
            Slope = 0.5,
            Intercept = -1024,
            Metadata = new ReadOnlyDictionary<string, object>(new Dictionary<string, object>
            {
                ["descrip"] = "made here",
                ["xyzt_units"] = 10L,
                ["pixdim"] = Values.Create([1.0, 9, 9, 9, 2.5, 1, 1, 1]),
                ["sform_code"] = 4L,
                [NiftiExtension.Key] = extensions,
                ["of another format"] = "is left out",
            }),
        };
        foreach (var name in names)
        {
            ImageFile.Write(folder[name], new(header, new short[] { 1, 2, 3, 4 }));
            var back = ImageFile.Read(folder[name]);
            Assert.Equal((0.5, -1024), (back.Header.Slope, back.Header.Intercept));
            Assert.Equal([-1023.5, -1022.5, -1023, -1022], back.ToArray<double>());   // [X=2, T=2]: x outer, t inner
            Assert.Equal("made here", back.Metadata["descrip"]);
            Assert.Equal(10L, back.Metadata["xyzt_units"]);
            Assert.Equal(4L, back.Metadata["sform_code"]);
            Assert.Equal([1, 1, 1, 1, 2.5, 1, 1, 1], (Values<double>)back.Metadata["pixdim"]);
            var kept = (Values<NiftiExtension>)back.Metadata[NiftiExtension.Key];
            Assert.Equal(extensions[0], kept[0]);   // 24 + 8 bytes are a multiple of 16
            Assert.Equal(new(44, [1, 2, 3, 0, 0, 0, 0, 0]), kept[1]);
            Assert.DoesNotContain("of another format", back.Metadata.Keys);
        }
    }

    [Fact]
    public void LongAxis_MakesVersion2()
    {
        ImageFile.Write(folder["a.nii.gz"], new(new(VoxelType.UInt8, [40000, 1, 2], Affine.Identity(3)), new byte[80000]));
        var back = ImageFile.ReadHeader(folder["a.nii.gz"]);
        Assert.Equal("n+2", back.Metadata["magic"]);
        Assert.Equal([40000, 1, 2], back.Dimensions);
    }

    [Fact]
    public void WhatNiftiCannotHold_IsRejected()
    {
        Complaint<NotSupportedException>("dimensions", new(VoxelType.UInt8, [1, 1, 1, 1, 1, 1, 1, 1], Affine.Identity(3)));
        Complaint<NotSupportedException>("Float16", new(VoxelType.Float16, [1], Affine.Identity(3)));
        Complaint<NotSupportedException>("fourth axis", new(VoxelType.Int16, [1], Affine.Identity(3)) { Components = 3 });
        Complaint<NotSupportedException>("descrip", new(VoxelType.Int16, [1], Affine.Identity(3))
        {
            Metadata = new Dictionary<string, object> { ["descrip"] = 3.0 },
        });
        Complaint<NotSupportedException>("xyzt_units", new(VoxelType.Int16, [1], Affine.Identity(3))
        {
            Metadata = new Dictionary<string, object> { ["xyzt_units"] = 1000L },
        });
        Complaint<ArgumentException>("affine", new(VoxelType.Int16, [1], Affine.Scaling(1, double.NaN, 1)));
        Assert.Empty(folder.Names);
    }

    public void Dispose() => folder.Dispose();

    private void Complaint<TException>(string part, ImageHeader header)
        where TException : Exception
        => Assert.Contains(part, Assert.Throws<TException>(() => ImageFile.Write(folder["a.nii"], new(header, header.StoredType.Allocate(header.Count)))).Message);
}
