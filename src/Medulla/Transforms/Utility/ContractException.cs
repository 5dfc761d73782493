namespace Medulla.Transforms.Utility;

/// <summary>An item breaks a contract; the message lists all that is wrong with it.</summary>
/// <param name="violations">The broken terms, at least one.</param>
public sealed class ContractException(IReadOnlyList<ContractViolation> violations)
    : Exception($"the item breaks {(violations.Count == 1 ? "a term" : $"{violations.Count} terms")} of the contract. {string.Join("; ", violations)}.")
{
    /// <summary>The broken terms.</summary>
    public IReadOnlyList<ContractViolation> Violations => violations;
}
