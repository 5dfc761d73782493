using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>
/// A part of a network with several inputs or outputs: derived classes have a method <c>call</c> of their own shape. Parts are named
/// by <see cref="ModuleParts.Part"/>, never by fields.
/// </summary>
/// <param name="name">The name that messages and <c>ToString</c> use, the class's as a rule.</param>
public abstract class MultiBlock(string name) : nn.Module(name)
{
    /// <summary>Does nothing: names of weights are said where parts are made.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
