using Medulla;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Randomness;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

// Components as a user's own assembly would have them.
namespace Acme.Transforms
{
    public enum Border
    {
        Keep,
        [ReferenceName("trilinear", "bilinear")]
        Linear,
    }

    public sealed record Brighten(
        double Amount = 1, [PerKey] Values<int>? Channels = null, Border Mode = Border.Keep, int NumResUnits = 2) : Transform
    {
        public double Amount { get; init; } = Amount >= 0 ? Amount : throw new ArgumentOutOfRangeException(nameof(Amount), "Brighten: Amount is negative.");

        public string Note { get; init; } = "";

        public override MetaTensor Apply(MetaTensor image) => image.WithData(image.Data + Amount);

        public MetaTensor Apply(MetaTensor image, double extra) => image.WithData(image.Data + Amount + extra);
    }

    /// <summary>Its keyed form has an argument of its own.</summary>
    public sealed record Darken(double Amount = 1) : Transform
    {
        public override MetaTensor Apply(MetaTensor image) => image.WithData(image.Data - Amount);

        public sealed record Keyed(Values<string> Keys, string Source, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys);
    }

    /// <summary>Has the name of one of Medulla's own.</summary>
    public sealed record Flip(int Turns = 1) : Transform
    {
        public override MetaTensor Apply(MetaTensor image) => image.WithData(image.Data.rot90(2 * Turns, (1, 2)));
    }

    public sealed record RandBrighten(double Prob = 1) : RandomTransform<RandBrighten.Drawn>(Prob)
    {
        public sealed record Drawn(double Amount);

        public override Drawn Draw(RandomState random, MetaTensor image) => new(random.Uniform(0, 1));

        public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(image.Data + drawn.Amount);
    }

    public sealed record Apply1(Func<Tensor, Tensor>? Func = null, Affine? Affine = null, Range? Part = null, ScalarType? Dtype = null) : Transform
    {
        public override MetaTensor Apply(MetaTensor image) => image.WithData(Func!(image.Data));
    }

    /// <summary>A number or a name, as some of the reference's parameters are.</summary>
    public sealed class Level
    {
        private Level(object value) => Value = value;

        public object Value { get; }

        public static implicit operator Level(double number) => new(number);

        public static implicit operator Level(string name) => new(name);
    }
}

namespace Acme
{
    public static class Sums
    {
        public static double SumOf(Values<double> parts, double factor = 1) => parts.Sum() * factor;

        public static double SumOf(double first, double second) => first + second;

        public static (Tensor One, Tensor Other) Halves(Tensor whole) => (whole / 2, whole / 2);

        [ReferenceName("resnet0")]
        public static string Smallest() => "resnet";
    }

    public sealed class Counter
    {
        private double total;

        public bool Strict { get; set; }

        public double Call(double value, double weight = 1) => total += value * weight;

        public double GetTotal(string reduction = "sum") => reduction == "sum" ? total : throw new ArgumentException($"Counter: reduction is '{reduction}'; it can be sum.");

        // An accident: there is no such element.
        public double First() => Array.Empty<double>().First(x => x > total);
    }
}
