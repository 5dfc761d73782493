namespace Medulla.Bundles.Expressions;

/// <summary>An expression is not understood, uses what is not in the table of names, or failed; the message shows the place.</summary>
public sealed class ExpressionException : Exception
{
    /// <summary>A fault at one place of an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="at">Index of the character where it is.</param>
    /// <param name="cause">What is wrong.</param>
    /// <param name="inner">The exception beneath, if any.</param>
    public ExpressionException(string text, int at, string cause, Exception? inner = null)
        : base($"column {at + 1} of '{Excerpt(text)}': {cause}", inner) => Column = at + 1;

    /// <summary>The place, from 1.</summary>
    public int Column { get; }

    private static string Excerpt(string text) => text.Length <= 200 ? text : $"{text[..200]}…";
}
