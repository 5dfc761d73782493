namespace Medulla.Imaging.Kernels;

/// <summary>Voxels [Start, End) of a row.</summary>
internal readonly record struct Run(int Start, int End);
