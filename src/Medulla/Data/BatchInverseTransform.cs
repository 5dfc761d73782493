using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Data;

/// <summary>Undoes a pipeline on all samples of a batch; padding that the batch added is taken off first.</summary>
/// <param name="Transform">The pipeline.</param>
[IgnoresUnknownArguments]
public sealed record BatchInverseTransform(ITransform Transform)
{
    /// <summary>The samples of a batch before the pipeline.</summary>
    public IReadOnlyList<Sample> Apply(Batch batch) => Apply(batch.Samples);

    /// <summary>Samples before the pipeline. Results of a network come here from <see cref="Batch.With"/>.</summary>
    public IReadOnlyList<Sample> Apply(IReadOnlyList<Sample> samples) => [.. samples.Select(sample => (Sample)Transform.Invert(sample)!)];
}
