namespace Medulla.Transforms;

/// <summary>A deterministic transform of one image. A record: its parameters are its schema, its printed form and its equality.</summary>
public abstract record Transform : IImageTransform
{
    /// <summary>The transformed image; <paramref name="image"/> stays as it is.</summary>
    public abstract MetaTensor Apply(MetaTensor image);

    object? ITransform.Run(object? item, Call call) => RunItem(Item.Image(item, this), call);

    object? ITransform.Invert(object? item) => item is MetaTensor image ? Invert(image) : item;

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => Undo(image, operation);

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => Apply(image);

    /// <summary>Undoes this transform, if it is one that leaves its mark in the history.</summary>
    /// <exception cref="InvalidOperationException">The newest operation in the history is another.</exception>
    public virtual MetaTensor Invert(MetaTensor image) => image;

    /// <summary>What a key of a sample gets: the image alone.</summary>
    internal MetaTensor RunOnKey(object? item, Call call) => Run(Item.Image(item, this), call);

    private protected virtual MetaTensor Run(MetaTensor image, Call call) => Apply(image);

    /// <summary>What a pipeline gets; override where that is more than the image.</summary>
    private protected virtual object RunItem(MetaTensor image, Call call) => Run(image, call);

    /// <summary>The image before <paramref name="operation"/>.</summary>
    protected virtual MetaTensor Undo(MetaTensor image, AppliedOperation operation) => image;

    /// <summary>Undoes the newest operation, which must be this transform's.</summary>
    protected MetaTensor UndoOwn(MetaTensor image)
        => image.Applied is [.., var last] && last.IsOf(this)
            ? image.Undo()
            : throw new InvalidOperationException(
                $"{GetType().Name}: cannot be undone; the newest operation in the image's history is {(image.Applied is [.., var other] ? other.Transform : "none")}.");
}
