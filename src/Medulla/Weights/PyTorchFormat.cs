namespace Medulla.Weights;

/// <summary>The forms of PyTorch's files.</summary>
public enum PyTorchFormat
{
    /// <summary>A zip file with a pickle and an entry a storage, as <c>torch.save</c> writes since 1.6.</summary>
    Zip,

    /// <summary>Pickles followed by storages, as <c>torch.save</c> wrote before.</summary>
    Legacy,

    /// <summary>A zip file of <c>torch.jit.save</c>: the attributes of a network and its code. The code is not read.</summary>
    TorchScript,
}
