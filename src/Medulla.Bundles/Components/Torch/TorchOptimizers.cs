using System.Collections;
using Medulla.Imaging;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components.Torch;

/// <summary>Optimisers of <c>torch.optim</c> by name. Parameters are given in a list, or in groups: dictionaries with "params" and a rate of their own.</summary>
public static class TorchOptimizers
{
    /// <summary>Adam (Kingma and Ba 2015).</summary>
    [ReferenceName("Adam")]
    public static optim.Optimizer Adam(
        IEnumerable @params, double lr = 1e-3, (double First, double Second)? betas = null, double eps = 1e-8, double weightDecay = 0, bool amsgrad = false)
    {
        var (first, second) = betas ?? (0.9, 0.999);
        return Groups(@params) is { } groups
            ? optim.Adam(groups.Select(group => new Adam.ParamGroup(group.Parameters, group.Rate ?? lr, first, second, eps, group.Decay ?? weightDecay, amsgrad)), lr, first, second, eps, weightDecay, amsgrad)
            : optim.Adam(List(@params), lr, first, second, eps, weightDecay, amsgrad);
    }

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    [ReferenceName("AdamW")]
    public static optim.Optimizer AdamW(
        IEnumerable @params, double lr = 1e-3, (double First, double Second)? betas = null, double eps = 1e-8, double weightDecay = 1e-2, bool amsgrad = false)
    {
        var (first, second) = betas ?? (0.9, 0.999);
        return Groups(@params) is { } groups
            ? optim.AdamW(groups.Select(group => new AdamW.ParamGroup(group.Parameters, group.Rate ?? lr, first, second, eps, group.Decay ?? weightDecay, amsgrad)), lr, first, second, eps, weightDecay, amsgrad)
            : optim.AdamW(List(@params), lr, first, second, eps, weightDecay, amsgrad);
    }

    /// <summary>Stochastic gradient descent.</summary>
    [ReferenceName("SGD")]
    public static optim.Optimizer SGD(IEnumerable @params, double lr = 1e-3, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false)
        => Groups(@params) is { } groups
            ? optim.SGD(groups.Select(group => new SGD.ParamGroup(group.Parameters, group.Rate ?? lr, momentum, dampening, group.Decay ?? weightDecay, nesterov)), lr, momentum, dampening, weightDecay, nesterov)
            : optim.SGD(List(@params), lr, momentum, dampening, weightDecay, nesterov);

    /// <summary>RMSprop (Hinton 2012).</summary>
    [ReferenceName("RMSprop")]
    public static optim.Optimizer RMSprop(IEnumerable @params, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false)
        => optim.RMSProp(Ungrouped("RMSprop", @params), lr, alpha, eps, weightDecay, momentum, centered);

    /// <summary>Adagrad (Duchi et al. 2011).</summary>
    [ReferenceName("Adagrad")]
    public static optim.Optimizer Adagrad(IEnumerable @params, double lr = 1e-2, double lrDecay = 0, double weightDecay = 0, double initialAccumulatorValue = 0, double eps = 1e-10)
        => optim.Adagrad(Ungrouped("Adagrad", @params), lr, lrDecay, weightDecay, initialAccumulatorValue, eps);

    /// <summary>Adadelta (Zeiler 2012).</summary>
    [ReferenceName("Adadelta")]
    public static optim.Optimizer Adadelta(IEnumerable @params, double lr = 1, double rho = 0.9, double eps = 1e-6, double weightDecay = 0)
        => optim.Adadelta(Ungrouped("Adadelta", @params), lr, rho, eps, weightDecay);

    /// <summary>Adam with the largest gradient in place of the mean square (Kingma and Ba 2015).</summary>
    [ReferenceName("Adamax")]
    public static optim.Optimizer Adamax(IEnumerable @params, double lr = 2e-3, (double First, double Second)? betas = null, double eps = 1e-8, double weightDecay = 0)
        => optim.Adamax(Ungrouped("Adamax", @params), lr, betas?.First ?? 0.9, betas?.Second ?? 0.999, eps, weightDecay);

    /// <summary>Adam with Nesterov's momentum (Dozat 2016).</summary>
    [ReferenceName("NAdam")]
    public static optim.Optimizer NAdam(IEnumerable @params, double lr = 2e-3, (double First, double Second)? betas = null, double eps = 1e-8, double weightDecay = 0, double momentumDecay = 4e-3)
        => optim.NAdam(Ungrouped("NAdam", @params), lr, betas?.First ?? 0.9, betas?.Second ?? 0.999, eps, weightDecay, momentumDecay);

    /// <summary>Adam that warms itself up (Liu et al. 2020).</summary>
    [ReferenceName("RAdam")]
    public static optim.Optimizer RAdam(IEnumerable @params, double lr = 1e-3, (double First, double Second)? betas = null, double eps = 1e-8, double weightDecay = 0)
        => optim.RAdam(Ungrouped("RAdam", @params), lr, betas?.First ?? 0.9, betas?.Second ?? 0.999, eps, weightDecay);

    private static List<Parameter> Ungrouped(string name, IEnumerable parameters)
        => Groups(parameters) is null ? List(parameters) : throw new ArgumentException($"{name} takes parameters in a list, not in groups.");

    private static List<Parameter> List(IEnumerable parameters)
        => [.. parameters.Cast<object?>().Select((one, i) => one as Parameter ?? throw new ArgumentException($"the optimiser's parameter {i} is {one?.GetType().Name ?? "null"}; parameters of a network are expected."))];

    /// <summary>The groups; null where there are none.</summary>
    private static List<(List<Parameter> Parameters, double? Rate, double? Decay)>? Groups(IEnumerable parameters)
        => parameters is not string && parameters.Cast<object?>().FirstOrDefault() is IDictionary
            ? [.. parameters.Cast<object?>().Select(one => one is IDictionary map && map["params"] is IEnumerable members
                ? (List(members), Number(map, "lr"), Number(map, "weight_decay")) : throw new ArgumentException("a group of parameters is a dictionary with 'params'."))]
            : null;

    private static double? Number(IDictionary map, string name) => map.Contains(name) ? Conversion.To<double>(map[name], name) : null;
}
