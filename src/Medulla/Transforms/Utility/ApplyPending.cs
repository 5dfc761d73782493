namespace Medulla.Transforms.Utility;

/// <summary>Executes what lazy steps left pending, here rather than at the end of the pipeline.</summary>
public sealed record ApplyPending : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.Pending.Count == 0 ? image : image.WithData(image.Data);
}
