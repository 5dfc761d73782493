namespace Medulla.Engines;

/// <summary>In which mode an evaluator runs its network.</summary>
public enum ForwardMode
{
    /// <summary>With dropout, batch statistics and gradients.</summary>
    Train,

    /// <summary>As in use.</summary>
    Eval,
}
