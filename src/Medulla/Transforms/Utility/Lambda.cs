using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Applies a function of one's own.</summary>
/// <param name="Func">The function. Of an image it is given the <see cref="MetaTensor"/>; other items come as they are.</param>
/// <param name="InvFunc">What undoes it; null leaves the item alone.</param>
/// <param name="TrackMeta">Whether a tensor that the function gives becomes an image again.</param>
public sealed record Lambda(Func<object?, object?>? Func = null, Func<object?, object?>? InvFunc = null, bool TrackMeta = true) : IImageTransform
{
    /// <summary>Applies a function to the voxels, [C, spatial...]; the image stays where it is.</summary>
    public static Lambda OfVoxels(Func<Tensor, Tensor> func, Func<Tensor, Tensor>? inverse = null)
        => new(item => OnVoxels(item, func), inverse is null ? null : item => OnVoxels(item, inverse));

    /// <summary>The image after the function.</summary>
    public MetaTensor Apply(MetaTensor image) => (MetaTensor)Run(image)!;

    object? ITransform.Run(object? item, Call call) => Run(item);

    object? ITransform.Invert(object? item) => item is MetaTensor { Applied: [.., var last] } image && last.Transform.Equals(this) ? image.Undo()
        : item is MetaTensor || InvFunc is null ? item : InvFunc(item);

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => InvFunc is null ? image : Item.Image(InvFunc(image), this);

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => Apply(image);

    private object? Run(object? item)
    {
        var function = Func ?? throw new ArgumentException("there is no function to apply.");
        var grid = (item as MetaTensor)?.Grid;
        return function(item) switch
        {
            MetaTensor image => image.Push(new(this, grid ?? image.Grid)),
            Tensor voxels when TrackMeta => new MetaTensor(voxels).Push(new(this, grid ?? new MetaTensor(voxels).Grid)),
            var other => other,
        };
    }

    private static MetaTensor OnVoxels(object? item, Func<Tensor, Tensor> func)
    {
        var image = Item.Image(item, nameof(Lambda));
        return image.WithData(func(image.Data));
    }

    /// <summary>Applies functions to keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Func">The function, or one for each key.</param>
    /// <param name="InvFunc">What undoes it, likewise; null leaves the items alone.</param>
    /// <param name="TrackMeta">Whether a tensor that a function gives becomes an image again.</param>
    /// <param name="Overwrite">For all keys or each: true to replace the value, false to drop the result, or the name of another key for it.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<Func<object?, object?>> Func, Values<Func<object?, object?>>? InvFunc = null, bool TrackMeta = true,
        Values<object>? Overwrite = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
        {
            var result = sample;
            ForEachKey(sample, (key, index) =>
            {
                var value = For(index).Run(sample[key]);
                result = (Overwrite?.Cyclic(index) ?? true) switch
                {
                    true => result.With(key, value),
                    string other => result.With(other, value),
                    _ => result,
                };
                return value;
            });
            return result;
        }

        private protected override bool Made(AppliedOperation operation)
            => Enumerable.Range(0, Keys.Count).Any(index => For(index).Equals(operation.Transform));

        private Lambda For(int index) => new(Func.Cyclic(index), InvFunc?.Cyclic(index), TrackMeta);
    }
}
