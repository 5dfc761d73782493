namespace Medulla.Imaging.Kernels;

/// <summary>
/// How much surface (or contour, in two dimensions) lies between neighbouring voxels, by which of them are in a mask. The surface passes halfway
/// between voxels inside and outside, as marching cubes has it. Nikolov et al., Clinically Applicable Segmentation of Head and Neck Anatomy for
/// Radiotherapy (2021). Masks are bytes, 0 outside and anything else inside.
/// </summary>
public static class SurfaceElements
{
    /// <summary>
    /// Of each kind of cube, up to symmetry and exchange of inside and outside, the pieces of surface in it: their normals in eighths of a
    /// voxel's face. Bit 4x + 2y + z from the highest stands for the corner (x, y, z).
    /// </summary>
    private static readonly (byte Corners, (int X, int Y, int Z)[] Normals)[] Kinds =
    [
        (0b00000000, []),
        (0b00000001, [(1, 1, 1)]),
        (0b00000011, [(2, 2, 0), (2, 2, 0)]),
        (0b00000110, [(1, 1, 1), (1, 1, 1)]),
        (0b00000111, [(1, 1, 1), (2, 2, 2), (4, 0, 0)]),
        (0b00001111, [(4, 0, 0), (4, 0, 0)]),
        (0b00010110, [(1, 1, 1), (1, 1, 1), (1, 1, 1)]),
        (0b00010111, [(1, 1, 1), (1, 1, 1), (2, 2, 2), (2, 2, 2)]),
        (0b00011000, [(1, 1, 1), (1, 1, 1)]),
        (0b00011001, [(0, 2, 2), (0, 2, 2), (1, 1, 1)]),
        (0b00011011, [(0, 2, 2), (1, 1, 1), (2, 0, 2), (3, 3, 3)]),
        (0b00011110, [(1, 1, 1), (1, 1, 1), (2, 2, 2), (4, 0, 0)]),
        (0b00111100, [(2, 2, 0), (2, 2, 0), (2, 2, 0), (2, 2, 0)]),
        (0b01101001, [(1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1)]),
    ];

    /// <summary>The voxels next to which a surface passes, and how much of it.</summary>
    /// <param name="mask">Row-major, not 0 in the mask.</param>
    /// <param name="shape">Voxels along each axis; 2 or 3 axes.</param>
    /// <param name="spacing">Voxel size along each axis.</param>
    /// <returns>
    /// For each place between voxels, one fewer than voxels along each axis, row-major: the area of surface there, or the length of contour;
    /// and 1 where there is any, 0 elsewhere.
    /// </returns>
    /// <exception cref="ArgumentException">There are other axes, or the shape does not fit the span or the spacing.</exception>
    public static (double[] Measures, byte[] Edges) Of(ReadOnlySpan<byte> mask, ReadOnlySpan<long> shape, ReadOnlySpan<double> spacing)
    {
        if (shape.Length is not (2 or 3) || spacing.Length != shape.Length)
        {
            throw new ArgumentException($"SurfaceElements: an image of {shape.Length} axes and {spacing.Length} spacings was given; 2 or 3 of both are expected.");
        }
        var size = Shape3.Of(nameof(SurfaceElements), shape, 1, mask.Length);
        var isFlat = shape.Length == 2;
        var table = isFlat ? Lengths(spacing) : Areas(spacing);
        var (height, width) = (isFlat ? 1 : Math.Max(0, size.Y - 1), Math.Max(0, size.Z - 1));
        var count = Math.Max(0, size.X - 1) * height * width;
        var (measures, edges) = (new double[count], new byte[count]);
        var at = 0;
        for (long x = 0; x + 1 < size.X; x++)
        {
            for (long y = 0; y < height; y++)
            {
                var row = (int)(((x * size.Y) + y) * size.Z);
                int[] rows = isFlat ? [row, row + (int)size.Z] : [row, row + (int)size.Z, row + (int)size.Slice, row + (int)(size.Slice + size.Z)];
                for (var z = 0; z < width; z++, at++)
                {
                    var code = 0;
                    foreach (var corner in rows)
                    {
                        code = (code << 2) | (mask[corner + z] != 0 ? 2 : 0) | (mask[corner + z + 1] != 0 ? 1 : 0);
                    }
                    edges[at] = code != 0 && code != table.Length - 1 ? (byte)1 : (byte)0;
                    measures[at] = table[code];
                }
            }
        }
        return (measures, edges);
    }

    /// <summary>The area of surface for each of the 256 ways in which the corners of a cube can be inside or outside.</summary>
    private static double[] Areas(ReadOnlySpan<double> spacing)
    {
        double[] faces = [spacing[1] * spacing[2] / 8, spacing[0] * spacing[2] / 8, spacing[0] * spacing[1] / 8];
        var areas = new double[256];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var (corners, normals) in Kinds)
        {
            foreach (var order in orders)
            {
                var area = normals.Sum(n => Norm(faces, [n.X, n.Y, n.Z], order));
                for (var flips = 0; flips < 8; flips++)
                {
                    var turned = Turned(corners, order, flips);
                    areas[turned] = areas[255 - turned] = area;
                }
            }
        }
        return areas;
    }

    private static double Norm(double[] faces, int[] normal, int[] order)
        => Math.Sqrt(Enumerable.Range(0, 3).Sum(axis => Math.Pow(normal[order[axis]] * faces[axis], 2)));

    /// <summary>The cube with its axes in another order, then mirrored along some.</summary>
    private static int Turned(byte corners, int[] order, int flips)
    {
        var turned = 0;
        for (var corner = 0; corner < 8; corner++)
        {
            if ((corners >> (7 - corner) & 1) != 0)
            {
                var to = 0;
                for (var axis = 0; axis < 3; axis++)
                {
                    to = (to << 1) | ((corner >> (2 - order[axis])) & 1);
                }
                turned |= 1 << (7 - (to ^ flips));
            }
        }
        return turned;
    }

    /// <summary>The length of contour for each of the 16 ways in which the corners of a square can be inside or outside.</summary>
    private static double[] Lengths(ReadOnlySpan<double> spacing)
    {
        var (first, second) = (spacing[0], spacing[1]);
        var corner = Math.Sqrt((first * first) + (second * second)) / 2;
        return [0, corner, corner, second, corner, first, 2 * corner, corner, corner, 2 * corner, first, corner, second, corner, corner, 0];
    }
}
