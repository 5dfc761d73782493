namespace Medulla.Visualization;

/// <summary>Colours for numbers, under the names that matplotlib has for them.</summary>
public enum Colormap
{
    /// <summary>All hues, from red to red.</summary>
    Hsv,

    /// <summary>Black to white.</summary>
    Gray,

    /// <summary>Blue over green and yellow to red.</summary>
    Jet,

    /// <summary>Black over red and yellow to white.</summary>
    Hot,
}
