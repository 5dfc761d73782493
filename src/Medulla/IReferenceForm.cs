namespace Medulla;

/// <summary>
/// A result that the reference returns in a form that depends on options (a tensor, a tuple, a dictionary), and that has one typed
/// form here. Configurations and their expressions see the reference's.
/// </summary>
public interface IReferenceForm
{
    /// <summary>The result as the reference returns it.</summary>
    object ReferenceForm { get; }
}
