using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>Sees what a layer of a network gives, and its gradient, while it lives.</summary>
internal sealed class LayerProbe : IDisposable
{
    private readonly Action remove;
    private readonly string layer;
    private Reading? reading;

    /// <summary>Watches a layer.</summary>
    /// <exception cref="ArgumentException">There is no such layer, or it does not go from one tensor to one tensor.</exception>
    public LayerProbe(nn.Module network, string layer)
    {
        this.layer = layer;
        remove = Find(network, layer).register_forward_hook((_, _, output) =>
        {
            reading?.Dispose();
            reading = new();
            return Listener.apply(output, reading);
        }).remove;
    }

    /// <summary>What the layer gave last, without its graph.</summary>
    /// <exception cref="InvalidOperationException">The layer was not called.</exception>
    public Tensor Activation => reading?.Activation ?? throw new InvalidOperationException($"the layer '{layer}' was not called by the network.");

    /// <summary>The gradient of that.</summary>
    /// <exception cref="InvalidOperationException">None came by.</exception>
    public Tensor Gradient => reading?.Gradient
        ?? throw new InvalidOperationException($"no gradient came by the layer '{layer}'; the score does not depend on it.");

    /// <summary>The layer of a name, as in the names of weights.</summary>
    /// <inheritdoc cref="LayerProbe(nn.Module, string)"/>
    public static nn.Module<Tensor, Tensor> Find(nn.Module network, string layer)
    {
        var layers = network.named_modules().ToDictionary(pair => pair.name, pair => pair.module);
        return !layers.TryGetValue(layer, out var found)
            ? throw new ArgumentException($"the network has no layer '{layer}'{(Spelling.Nearest(layer, layers.Keys, name => name) is { } near ? $" (did you mean '{near}'?)" : "")}; "
                + $"it has {string.Join(", ", layers.Keys.Take(8))}, ...")
            : found as nn.Module<Tensor, Tensor>
                ?? throw new ArgumentException($"the layer '{layer}' is a {found.GetType().Name}, which has several inputs or outputs; choose one that goes from one tensor to one tensor.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        remove();
        reading?.Dispose();
    }

    private sealed class Reading : IDisposable
    {
        public Tensor? Activation { get; set; }

        public Tensor? Gradient { get; set; }

        public void Dispose()
        {
            Activation?.Dispose();
            Gradient?.Dispose();
        }
    }

    /// <summary>Passes everything on and keeps copies. A Sequential disposes what its layers give, so they cannot be kept themselves.</summary>
    private sealed class Listener : autograd.SingleTensorFunction<Listener>
    {
        public override string Name => nameof(Listener);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (output, reading) = ((Tensor)vars[0], (Reading)vars[1]);
            reading.Activation = output.detach().DetachFromDisposeScope();
            ctx.save_data("reading", reading);
            return output.alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            ((Reading)ctx.get_data("reading")).Gradient = grad_output.clone().DetachFromDisposeScope();
            return [grad_output, null!];
        }
    }
}
