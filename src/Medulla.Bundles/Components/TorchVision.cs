using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;

namespace Medulla.Bundles.Components;

/// <summary>
/// A transform of torchvision by its name: "Pad" is <see cref="Transforms.Vision.VisionPad"/>, and so with all of that namespace. The result
/// lies where the image did.
/// </summary>
/// <param name="Name">Name in torchvision.transforms.</param>
/// <param name="Arguments">Its arguments, by torchvision's names.</param>
/// <exception cref="ArgumentException">There is no such transform here, or it does not take the arguments.</exception>
[ReferenceName("TorchVision", "RandTorchVision")]
public sealed record TorchVision(string Name, [RemainingArguments] Values<KeyValuePair<string, object?>>? Arguments = null) : ITransform
{
    private const string Prefix = "Vision";
    private readonly ITransform step = Find(Name, Arguments ?? []);

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => step.CreateGenerators(source);

    object? ITransform.Run(object? item, Call call) => step.Run(item, call);

    object? ITransform.Invert(object? item) => step.Invert(item);

    private static ITransform Find(string name, Values<KeyValuePair<string, object?>> arguments)
        => ComponentRegistry.Default.Find($"{Prefix}{name}")?.Create(arguments.ToDictionary()) as ITransform
            ?? throw new ArgumentException($"TorchVision: there is no '{name}' here; there are {string.Join(", ", Known())}.");

    private static IEnumerable<string> Known()
        => typeof(Transforms.Vision.VisionPad) is var one
            ? one.Assembly.GetExportedTypes().Where(type => type.Namespace == one.Namespace && !type.IsNested).Select(type => type.Name[Prefix.Length..]) : [];
}
