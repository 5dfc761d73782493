namespace Medulla.Bundles.Workflows;

/// <summary>Something in a bundle's metadata that its schema does not allow.</summary>
/// <param name="Path">The place as a JSON path, such as "$.network_data_format.inputs.image.dtype".</param>
/// <param name="Cause">What is wrong.</param>
public sealed record MetadataFault(string Path, string Cause)
{
    /// <summary>Place and cause in a line.</summary>
    public override string ToString() => $"{Path}: {Cause}";
}
