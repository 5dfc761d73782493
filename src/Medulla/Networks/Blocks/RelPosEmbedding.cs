namespace Medulla.Networks.Blocks;

/// <summary>How attention learns from where patches lie.</summary>
public enum RelPosEmbedding
{
    /// <summary>Axis by axis; see <see cref="DecomposedRelativePosEmbedding"/>.</summary>
    Decomposed,
}
