using Medulla.Bundles.Components;
using Medulla.Weights;
using TorchSharp;
using static Medulla.Bundles.Expressions.Library.Native;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>What every network has, under PyTorch's names.</summary>
internal static class NetworkMembers
{
    public static object? Member(nn.Module network, string name) => name switch
    {
        "parameters" => Function(name, "", _ => network.parameters().ToList<object?>()),
        "named_parameters" => Function(name, "", _ => network.named_parameters().Select(pair => (object?)new object?[] { pair.name, pair.parameter }).ToList()),
        "state_dict" => Function(name, "", _ => network.state_dict().ToDictionary(pair => pair.Key, pair => (object?)pair.Value)),
        "load_state_dict" => Function(name, "state_dict strict?", a => Load(network, a[0], Truth.Of(a[1].Or(true)))),
        "eval" => Function(name, "", _ => Then(network, network.eval)),
        "train" => Function(name, "mode?", a => Then(network, () => network.train(Truth.Of(a[0].Or(true))))),
        "to" => Function(name, "device", a => a[0] is ScalarType type ? network.to(type) : network.to(a[0] as Device ?? device(a[0].Text()))),
        "cpu" => Function(name, "", _ => network.cpu()),
        "cuda" => Function(name, "device?", _ => network.cuda()),
        "float" => Function(name, "", _ => network.to(ScalarType.Float32)),
        "half" => Function(name, "", _ => network.to(ScalarType.Float16)),
        "children" => Function(name, "", _ => network.children().ToList<object?>()),
        "modules" => Function(name, "", _ => network.modules().ToList<object?>()),
        "requires_grad_" => Function(name, "requires_grad?", a => Then(network, () => Learn(network, Truth.Of(a[0].Or(true))))),
        "apply" => Function(name, "fn", a => Then(network, () => network.apply(part => Calls.Invoke(ModuleTable.Default, a[0], [part], Callable.NoNames)))),
        "training" => network.training,
        _ => network.named_children().FirstOrDefault(pair => pair.name == name).module,
    };

    private static object? Load(nn.Module network, object? weights, bool strict)
    {
        var named = Mappings.Pairs(weights).ToDictionary(pair => (string)pair.Key!, pair => Conversion.To<Tensor>(pair.Value, $"the weight '{pair.Key}'"));
        network.LoadWeights(named, strict);
        return null;
    }

    private static void Learn(nn.Module network, bool learns)
    {
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = learns;
        }
    }

    private static nn.Module Then(nn.Module network, Action action)
    {
        action();
        return network;
    }
}
