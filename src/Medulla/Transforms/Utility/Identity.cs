namespace Medulla.Transforms.Utility;

/// <summary>Leaves any item as it is; a place holder in pipelines that are put together by a program.</summary>
public sealed record Identity : ITransform
{
    object? ITransform.Run(object? item, Call call) => item;
}
