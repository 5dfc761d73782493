using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Parts that are only named together; who made them runs them.</summary>
internal sealed class NamedParts : MultiBlock
{
    /// <summary>Names parts; those that are null are left out.</summary>
    public NamedParts(params (string Name, nn.Module? Part)[] parts)
        : base(nameof(NamedParts))
    {
        foreach (var (name, part) in parts)
        {
            if (part is not null)
            {
                this.Part(name, part);
            }
        }
    }
}
