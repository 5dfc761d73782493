using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>
/// A network saved by <c>torch.jit.save</c>, run by libtorch from the code in its file: one tensor in, one tensor out. That code is
/// a program. TorchScript can neither start processes nor open connections, but it can read and write files by name, take all
/// memory and run forever, and libtorch is not made to withstand hostile files. Run what you trust; the weights of a file that you
/// do not trust can be read by <see cref="WeightFile"/>, which runs nothing, into a network of your own.
/// </summary>
public sealed class TorchScriptNetwork : nn.Module<Tensor, Tensor>
{
    private readonly jit.ScriptModule<Tensor, Tensor> script;

    private TorchScriptNetwork(string name, jit.ScriptModule<Tensor, Tensor> script)
        : base(name) => this.script = script;

    /// <inheritdoc/>
    public override bool training => script.training;

    /// <summary>Loads a network with its code, in evaluation mode.</summary>
    /// <param name="path">The file; read the remark on trust above.</param>
    /// <param name="device">Where it is to run; the CPU if null.</param>
    /// <exception cref="WeightsFormatException">The file is damaged, or is no file of <c>torch.jit.save</c>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TorchScriptNetwork LoadAndTrust(string path, Device? device = null)
    {
        // libtorch may end the process on a damaged file; what can be checked without running it is checked first.
        using (var file = PyTorchFile.Open(path))
        {
            if (file.Format != PyTorchFormat.TorchScript)
            {
                throw new WeightsFormatException(path, $"the file is of torch.save ({file.Format}) and has no code; build the network and call LoadWeights");
            }
        }
        var script = jit.load<Tensor, Tensor>(path, device ?? CPU);
        script.eval();
        return new(Path.GetFileName(path), script);
    }

    /// <summary>Runs the network's <c>forward</c>.</summary>
    /// <exception cref="InvalidOperationException">The network gives something else than one tensor.</exception>
    public override Tensor forward(Tensor input)
    {
        try
        {
            return script.call(input);
        }
        catch (InvalidCastException e)
        {
            throw new InvalidOperationException($"{GetName()}: the network gives something else than one tensor; save one whose forward returns a tensor.", e);
        }
    }

    /// <inheritdoc/>
    public override void train(bool train = true) => script.train(train);

    /// <inheritdoc/>
    public override void eval() => script.eval();

    /// <inheritdoc/>
    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => script.named_parameters(recurse);

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters(bool recurse = true) => script.parameters(recurse);

    /// <inheritdoc/>
    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) => script.named_buffers(recurse, include_nonpersistent);

    /// <inheritdoc/>
    public override IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => script.buffers(recurse, include_nonpersistent);

    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null) => script.state_dict(destination, prefix);

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
        // The parts are the script's; libtorch keeps them.
    }

    /// <inheritdoc/>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        script.to(device, dtype, non_blocking: non_blocking);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        script.to(deviceType, deviceIndex, non_blocking);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        script.to(dtype, non_blocking);
        return this;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            script.Dispose();
        }
        base.Dispose(disposing);
    }
}
