namespace Medulla.Networks.Nets.Diffusion;

/// <summary>How attention's projections are laid out, which names their weights.</summary>
internal sealed record AttentionForm(bool IncludeFc = true, bool UseCombinedLinear = false, bool UseFlashAttention = false);
