using Medulla.Transforms;

namespace Medulla.Engines;

/// <summary>Transforms on what an engine holds of a sample.</summary>
public static class SampleTransforms
{
    /// <summary>Runs a transform on a sample of the batch together with what the network made of it.</summary>
    /// <param name="batch">The sample.</param>
    /// <param name="output">What was made of it; its names come before those of the sample.</param>
    /// <param name="transform">The transform; it finds both.</param>
    /// <returns>The sample and the output, each with what the transform made of its own names; new names go to the output.</returns>
    public static (object? Batch, object? Output) EngineApplyTransform(object? batch, object? output, ITransform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        if (batch is not Sample sample || output is not Sample result)
        {
            return (batch, transform.Run(output, default));
        }
        var both = result.Aggregate(sample, (current, pair) => current.With(pair.Key, pair.Value));
        if (transform.Run(both, default) is not Sample transformed)
        {
            throw new ArgumentException("post-processing must make one sample of one.");
        }
        var ofBatch = new Sample(transformed.Where(pair => sample.ContainsKey(pair.Key) && !result.ContainsKey(pair.Key)));
        return (new Sample(sample.Select(pair => KeyValuePair.Create(pair.Key, transformed.TryGetValue(pair.Key, out var value) ? value : pair.Value))), new Sample(transformed.Where(pair => !ofBatch.ContainsKey(pair.Key))));
    }
}
