#pragma warning disable
namespace Medulla.Imaging.Kernels.Resampling { 
public enum Interpolation { [ReferenceName("nearest")] Nearest, [ReferenceName("bilinear")] Linear }
public enum Padding { Zeros, Border, Reflection }
public static class Resampler { public static void Resample(ReadOnlySpan<float> s, ReadOnlySpan<long> ss, Span<float> t, ReadOnlySpan<long> ts, int c, Medulla.Imaging.Geometry.Affine a, Interpolation i, Padding p, bool al) {} }
}
namespace Medulla.Imaging.Kernels { public static class ConnectedComponents { public static IReadOnlyList<long> Label(ReadOnlySpan<byte> m, ReadOnlySpan<long> s, int c, Span<int> l) => []; } }
