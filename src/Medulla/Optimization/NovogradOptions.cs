using TorchSharp.Modules;

namespace Medulla.Optimization;

/// <summary>Settings of a group of parameters in <see cref="Novograd"/>.</summary>
public sealed class NovogradOptions : OptimizerOptions
{
    /// <summary>How much of the former gradient is kept, in [0, 1).</summary>
    public double Beta1 { get; set; }

    /// <summary>How much of the former squared norm is kept, in [0, 1).</summary>
    public double Beta2 { get; set; }

    /// <summary>Added to the norm.</summary>
    public double Eps { get; set; }

    /// <summary>Share of the parameter that is added to its gradient.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Whether gradients are averaged rather than summed.</summary>
    public bool GradAveraging { get; set; }

    /// <summary>Whether to divide by the largest average of the norm so far.</summary>
    public bool Amsgrad { get; set; }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(Beta1);
        writer.Write(Beta2);
        writer.Write(Eps);
        writer.Write(WeightDecay);
        writer.Write(GradAveraging);
        writer.Write(Amsgrad);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        Beta1 = reader.ReadDouble();
        Beta2 = reader.ReadDouble();
        Eps = reader.ReadDouble();
        WeightDecay = reader.ReadDouble();
        GradAveraging = reader.ReadBoolean();
        Amsgrad = reader.ReadBoolean();
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        CopySettings((NovogradOptions)source);
    }

    /// <summary>Takes over everything but the learning rate.</summary>
    internal void CopySettings(NovogradOptions source)
        => (Beta1, Beta2, Eps, WeightDecay, GradAveraging, Amsgrad)
            = (source.Beta1, source.Beta2, source.Eps, source.WeightDecay, source.GradAveraging, source.Amsgrad);
}
