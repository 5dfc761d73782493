using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>Cuts grids of patches into windows, for two or three spatial axes. Liu et al., Swin transformer (2021).</summary>
internal static class Windows
{
    /// <summary>A window no larger than the grid, and a shift of 0 along axes that one window covers.</summary>
    public static (long[] Window, long[] Shift) Fit(long[] grid, int[] window, int[] shift)
        => ([.. grid.Zip(window, (n, w) => Math.Min(n, w))], [.. grid.Select((n, axis) => n <= window[axis] ? 0L : shift[axis])]);

    /// <summary>[B, grid..., C] to [B * windows, voxels of a window, C].</summary>
    public static Tensor Partition(Tensor x, long[] window)
    {
        var rank = window.Length;
        var cut = x.reshape([x.shape[0], .. Enumerable.Range(0, rank).SelectMany(axis => new[] { x.shape[axis + 1] / window[axis], window[axis] }), x.shape[^1]]);
        return cut.permute(Order(rank)).reshape(-1, window.Aggregate(1L, (a, b) => a * b), x.shape[^1]);
    }

    /// <summary>The reverse of <see cref="Partition"/>.</summary>
    public static Tensor Reverse(Tensor windows, long[] window, long batch, long[] grid)
    {
        var rank = window.Length;
        var cut = windows.reshape([batch, .. grid.Zip(window, (n, w) => n / w), .. window, windows.shape[^1]]);
        long[] back = [0, .. Enumerable.Range(0, rank).SelectMany(axis => new[] { 1L + axis, 1L + rank + axis }), 2 * rank + 1];
        return cut.permute(back).reshape([batch, .. grid, windows.shape[^1]]);
    }

    /// <summary>What is added to scores so that patches do not look across the seams of a shifted grid: [windows, N, N], 0 or -100; null without a shift.</summary>
    public static Tensor? Mask(long[] grid, long[] window, long[] shift, Device device)
    {
        using var scope = NewDisposeScope();

        // Along each axis there are three regions, and along axes without a shift the reference's slices leave the last one everywhere.
        Tensor? regions = null;
        for (var axis = 0; axis < grid.Length; axis++)
        {
            var along = zeros(grid[axis], ScalarType.Float32, device);
            if (shift[axis] > 0)
            {
                along.narrow(0, grid[axis] - window[axis], window[axis]).fill_(1);
                along.narrow(0, grid[axis] - shift[axis], shift[axis]).fill_(2);
            }
            long[] shape = [.. Enumerable.Range(0, grid.Length).Select(i => i == axis ? grid[axis] : 1)];
            regions = (regions is null ? 0 : regions * 3) + along.reshape(shape);
        }
        if (shift.All(step => step == 0))
        {
            return null;
        }
        var ids = Partition(regions!.unsqueeze(0).unsqueeze(-1), window).squeeze(-1);
        return (ids.unsqueeze(1) - ids.unsqueeze(2)).ne(0).to_type(ScalarType.Float32).mul_(-100).MoveToOuterDisposeScope();
    }

    private static long[] Order(int rank)
        => [0, .. Enumerable.Range(0, rank).Select(axis => 1L + 2 * axis), .. Enumerable.Range(0, rank).Select(axis => 2L + 2 * axis), 2 * rank + 1];
}
