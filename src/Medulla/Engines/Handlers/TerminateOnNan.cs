using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Ends a run when its output has a number that is not finite.</summary>
/// <param name="outputTransform">From the output to what is looked at; all of it if null.</param>
public sealed class TerminateOnNan(Func<object?, object?>? outputTransform = null) : IEngineHandler, IEngineAction
{
    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.IterationCompleted, this);
    }

    /// <inheritdoc/>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        using var scope = NewDisposeScope();
        var output = outputTransform is null ? engine.State.Output : outputTransform(engine.State.Output);
        if (!Numbers(output).All(double.IsFinite) || Item.Tensors(output).Any(tensor => tensor.is_floating_point() && !tensor.isfinite().all().item<bool>()))
        {
            engine.Logger.Warn($"the output of iteration {engine.State.Iteration} is not finite; the run ends.");
            engine.Terminate();
        }
    }

    private static IEnumerable<double> Numbers(object? value) => value switch
    {
        double or float => [Convert.ToDouble(value)],
        string or Tensor or MetaTensor => [],
        Sample sample => sample.Values.SelectMany(Numbers),
        System.Collections.IDictionary map => map.Values.Cast<object?>().SelectMany(Numbers),
        System.Collections.IEnumerable list => list.Cast<object?>().SelectMany(Numbers),
        _ => [],
    };
}
