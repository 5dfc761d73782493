using Medulla.Imaging;

namespace Medulla.Metrics;

/// <summary>How scores of several classes become one.</summary>
[NeverNull]
public enum Average
{
    /// <summary>Their mean.</summary>
    Macro,

    /// <summary>Their mean, each class weighted by its number of positives.</summary>
    Weighted,

    /// <summary>One score of all entries of all classes together.</summary>
    Micro,

    /// <summary>Not at all: one score a class.</summary>
    None,
}
