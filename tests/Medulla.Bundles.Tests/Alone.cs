namespace Medulla.Bundles.Tests;

/// <summary>Tests that draw from libtorch's generator, which the whole process shares: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
