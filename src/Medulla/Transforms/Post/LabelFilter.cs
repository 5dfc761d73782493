using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Keeps some labels and sets the others to 0.</summary>
/// <param name="AppliedLabels">The labels to keep.</param>
public sealed record LabelFilter(Values<int> AppliedLabels) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() => image.Data.masked_fill(isin(image.Data, Wanted(image.Data)).logical_not(), 0)));

    private Tensor Wanted(Tensor like) => tensor(AppliedLabels.ToArray(), device: like.device).to_type(like.dtype);
}
