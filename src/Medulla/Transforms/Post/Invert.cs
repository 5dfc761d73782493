using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>Undoes a pipeline on its result, such as a segmentation, so that it lies on the grid of the file again.</summary>
/// <param name="Transform">The pipeline.</param>
/// <param name="NearestInterp">Whether to take the nearest voxel instead of interpolating; so labels stay labels.</param>
/// <param name="PostFunc">What to do with the voxels last.</param>
/// <param name="Device">Where the result is to live; where it lives already if null.</param>
public sealed record Invert(ITransform Transform, bool NearestInterp = true, Func<Tensor, Tensor>? PostFunc = null, Device? Device = null) : Transforms.Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => Finish((MetaTensor)Transform.Invert(Prepare(image, image))!);

    /// <summary>The result of the pipeline with the history of the image that it was made of.</summary>
    private MetaTensor Prepare(MetaTensor result, MetaTensor original)
        => new MetaTensor(result.Data.detach(), original.Affine, original.Metadata).WithApplied(NearestInterp
            ? [.. original.Applied.Select(operation => operation with { Mapping = Nearest(operation.Mapping) })]
            : original.Applied);

    private MetaTensor Finish(MetaTensor image)
    {
        var data = Device is null ? image.Data : image.Data.to(Device);
        return image.WithData(PostFunc?.Invoke(data) ?? data);
    }

    private static Mapping? Nearest(Mapping? mapping)
        => mapping?.Sampling.Interpolation is null ? mapping : mapping with { Sampling = mapping.Sampling with { Interpolation = Interpolation.Nearest } };

    /// <summary>Undoes a keyed pipeline on keys of a sample.</summary>
    /// <param name="Keys">Keys that hold results.</param>
    /// <param name="Transform">The pipeline.</param>
    /// <param name="OrigKeys">For all keys or each: the key of the image that the result was made of; the key itself if null.</param>
    /// <param name="NearestInterp">For all keys or each: whether to take the nearest voxel.</param>
    /// <param name="PostFunc">For all keys or each: what to do with the voxels last.</param>
    /// <param name="Device">Where the results are to live; where they live already if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, ITransform Transform, Values<string>? OrigKeys = null, Values<bool>? NearestInterp = null,
        Values<Func<Tensor, Tensor>>? PostFunc = null, Device? Device = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, index) =>
            {
                var original = OrigKeys?.Cyclic(index) ?? key;
                var invert = new Invert(Transform, NearestInterp?.Cyclic(index) ?? true, PostFunc?.Cyclic(index), Device);
                var carrier = new Sample { [original] = invert.Prepare(sample.Image(key), sample.Image(original)) };
                return invert.Finish(((Sample)Transform.Invert(carrier)!).Image(original));
            });
    }
}
