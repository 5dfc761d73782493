namespace Medulla.Engines;

/// <summary>Has a state that checkpoints keep.</summary>
public interface IStateful
{
    /// <summary>The state: numbers, text, tensors, and lists and dictionaries of these.</summary>
    object StateDict();

    /// <summary>Takes over a state.</summary>
    /// <param name="state">What <see cref="StateDict"/> gave, or what a file made of it.</param>
    void LoadStateDict(object state);
}
