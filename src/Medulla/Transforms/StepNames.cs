namespace Medulla.Transforms;

/// <summary>What steps are called where people read it.</summary>
internal static class StepNames
{
    /// <summary>The name of the transform, also of its keyed form: "Spacing", "RandCropByPosNegLabel".</summary>
    public static string Name(this ITransform step) => step switch
    {
        Keyed { Parts: [var part, ..] } => part.Value.Name(),
        StoredTransform stored => stored.Description,
        _ => (step.GetType() is { Name: nameof(Keyed), DeclaringType: { } form } ? form : step.GetType()).Name.Split('`')[0],
    };

    /// <summary>The keys that a step works on; none in the array form.</summary>
    public static IEnumerable<string> KeysOf(this ITransform step) => step switch
    {
        Keyed keyed => keyed.Keys,
        SampleTransform several => several.Keys,
        _ => [],
    };
}
