using Medulla.Imaging;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>
/// Stochastic gradient descent in which each parameter's gradient is divided by a moving average of its norm (Ginsburg et al.,
/// Stochastic gradient methods with layer-wise adaptive moments for training of deep networks, 2019).
/// </summary>
public sealed class Novograd : OptimizerHelper
{
    private readonly NovogradOptions defaults;

    /// <summary>For parameters that share all settings.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="betas">How much of the former gradient, and of the former squared norm, is kept, in [0, 1); 0.9 and 0.98 if null.</param>
    /// <param name="eps">Added to the norm, so that nothing is divided by 0.</param>
    /// <param name="weightDecay">Share of the parameter that is added to its gradient.</param>
    /// <param name="gradAveraging">Whether gradients are averaged; they are summed, with former ones fading, if not.</param>
    /// <param name="amsgrad">Whether to divide by the largest average of the norm so far (Reddi et al., On the convergence of Adam and beyond, 2018).</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its bounds.</exception>
    public Novograd(
        [ReferenceName("params")] IEnumerable<Parameter> parameters, double lr = 1e-3, (double First, double Second)? betas = null, double eps = 1e-8,
        double weightDecay = 0, bool gradAveraging = false, bool amsgrad = false)
        : this([new ParameterGroup([.. parameters])], lr, betas, eps, weightDecay, gradAveraging, amsgrad)
    {
    }

    /// <summary>For groups of parameters with learning rates of their own.</summary>
    /// <inheritdoc cref="Novograd(IEnumerable{Parameter}, double, ValueTuple{double, double}?, double, double, bool, bool)"/>
    /// <param name="groups">What to optimise; <paramref name="lr"/> holds for groups without a rate.</param>
    /// <param name="lr"></param>
    /// <param name="betas"></param>
    /// <param name="eps"></param>
    /// <param name="weightDecay"></param>
    /// <param name="gradAveraging"></param>
    /// <param name="amsgrad"></param>
    public Novograd(
        IReadOnlyList<ParameterGroup> groups, double lr = 1e-3, (double First, double Second)? betas = null, double eps = 1e-8,
        double weightDecay = 0, bool gradAveraging = false, bool amsgrad = false)
    {
        var (first, second) = betas ?? (0.9, 0.98);
        if (first is < 0 or >= 1 || second is < 0 or >= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(betas), betas, "Novograd: betas must lie in [0, 1).");
        }
        defaults = new()
        {
            LearningRate = Check.NotNegative(lr), Beta1 = first, Beta2 = second, Eps = Check.NotNegative(eps), WeightDecay = Check.NotNegative(weightDecay),
            GradAveraging = gradAveraging, Amsgrad = amsgrad,
        };
        _defaults = defaults;
        _parameter_groups = [];
        foreach (var group in groups)
        {
            add_param_group(new ParamGroup<NovogradOptions>(group.Parameters, new() { LearningRate = group.LearningRate }));
        }
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        var options = param_group.Options as NovogradOptions ?? new();
        options.CopySettings(defaults);
        options.LearningRate ??= defaults.LearningRate;
        options.InitialLearningRate = options.LearningRate!.Value;
        var group = new ParamGroup<NovogradOptions>([.. param_group.Parameters], options);
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            NovogradState state = new(parameter);
            state.Initialize(options);
            _state[parameter.Handle] = state;
        }
    }

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup<NovogradOptions>>(
        group =>
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    Update(parameter, gradient, (NovogradState)_state[parameter.Handle], group.Options);
                }
            }
        },
        closure);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            foreach (var (_, state) in _state)
            {
                ((NovogradState)state).Dispose();
            }
            _state.Clear();
        }
    }

    private static void Update(Parameter parameter, Tensor gradient, NovogradState state, NovogradOptions options)
    {
        using var scope = NewDisposeScope();
        var squared = gradient.square().sum();
        // The first norm stands for its own average.
        state.SquaredNorm.copy_(where(state.SquaredNorm == 0, squared, (state.SquaredNorm * options.Beta2) + (squared * (1 - options.Beta2))));
        state.LargestNorm.copy_(maximum(state.LargestNorm, state.SquaredNorm));
        var change = gradient / ((options.Amsgrad ? state.LargestNorm : state.SquaredNorm).sqrt() + options.Eps);
        if (options.WeightDecay != 0)
        {
            change.add_(parameter, alpha: options.WeightDecay);
        }
        if (options.GradAveraging)
        {
            change.mul_(1 - options.Beta1);
        }
        state.Momentum.mul_(options.Beta1).add_(change);
        parameter.add_(state.Momentum, alpha: -options.LearningRate!.Value);
    }
}
