using TorchSharp;
using static Medulla.Networks.Nets.InceptionBlock;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A classifier of images of two axes. Szegedy et al., Rethinking the inception architecture for computer vision (2016).</summary>
internal sealed class InceptionV3 : Block
{
    private const int SmallestSize = 75;

    private readonly List<nn.Module<Tensor, Tensor>> layers;
    private readonly nn.Module<Tensor, Tensor> dropout;
    private readonly nn.Module<Tensor, Tensor>? scores;

    /// <summary>[B, 3, height, width], both at least 75, to scores [B, 1000], or to features [B, 2048].</summary>
    /// <remarks>Published weights hold a second head in the middle, which only trained the first: it has its weights here and is not run.</remarks>
    public InceptionV3(bool hasScores)
        : base(nameof(InceptionV3))
    {
        layers =
        [
            this.Part("Conv2d_1a_3x3", new InceptionConvolution(3, 32, (3, 3), 2)),
            this.Part("Conv2d_2a_3x3", new InceptionConvolution(32, 32, (3, 3))),
            this.Part("Conv2d_2b_3x3", new InceptionConvolution(32, 64, (3, 3), 1, (1, 1))),
            nn.MaxPool2d(3, 2),
            this.Part("Conv2d_3b_1x1", new InceptionConvolution(64, 80, (1, 1))),
            this.Part("Conv2d_4a_3x3", new InceptionConvolution(80, 192, (3, 3))),
            nn.MaxPool2d(3, 2),
            this.Part("Mixed_5b", Fine(192, 32)),
            this.Part("Mixed_5c", Fine(256, 64)),
            this.Part("Mixed_5d", Fine(288, 64)),
            this.Part("Mixed_6a", FineToMedium(288)),
            this.Part("Mixed_6b", Medium(768, 128)),
            this.Part("Mixed_6c", Medium(768, 160)),
            this.Part("Mixed_6d", Medium(768, 160)),
            this.Part("Mixed_6e", Medium(768, 192)),
            this.Part("Mixed_7a", MediumToCoarse(768)),
            this.Part("Mixed_7b", Coarse(1280)),
            this.Part("Mixed_7c", Coarse(2048)),
        ];
        this.Part("AuxLogits", new MiddleHead());
        dropout = this.Part("dropout", nn.Dropout(0.5));
        scores = hasScores ? this.Part("fc", nn.Linear(Features, 1000)) : null;
        foreach (var weight in named_parameters().Where(entry => entry.parameter.Dimensions > 1).Select(entry => entry.parameter))
        {
            nn.init.trunc_normal_(weight, 0, 0.1, -2, 2);
        }
    }

    /// <summary>Channels of the features.</summary>
    public static int Features => 2048;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (x.Dimensions != 4 || x.shape[1] != 3 || x.shape[2..].Min() < SmallestSize)
        {
            throw new ArgumentException($"InceptionV3: the input is [{string.Join(", ", x.shape)}]; [batch, 3, height, width] with at least {SmallestSize} x {SmallestSize} pixels is expected.", nameof(x));
        }
        var image = layers.Aggregate(x, (before, layer) => layer.call(before));
        var features = dropout.call(image.mean([2, 3]));
        return scores?.call(features) ?? features;
    }

    private static InceptionBlock Fine(int channels, int pooled) => new(
        channels,
        new Branch(new Layer("branch1x1", 64)),
        new Branch(new("branch5x5_1", 48), new("branch5x5_2", 64, 5, 5)),
        new Branch(new("branch3x3dbl_1", 64), new("branch3x3dbl_2", 96, 3, 3), new("branch3x3dbl_3", 96, 3, 3)),
        new Branch(new Layer("branch_pool", pooled)) { Pooling = InceptionPooling.Average });

    private static InceptionBlock FineToMedium(int channels) => new(
        channels,
        new Branch(new Layer("branch3x3", 384, 3, 3, 2)),
        new Branch(new("branch3x3dbl_1", 64), new("branch3x3dbl_2", 96, 3, 3), new("branch3x3dbl_3", 96, 3, 3, 2)),
        new Branch { Pooling = InceptionPooling.Maximum });

    private static InceptionBlock Medium(int channels, int inside) => new(
        channels,
        new Branch(new Layer("branch1x1", 192)),
        new Branch(new("branch7x7_1", inside), new("branch7x7_2", inside, 1, 7), new("branch7x7_3", 192, 7, 1)),
        new Branch(
            new("branch7x7dbl_1", inside), new("branch7x7dbl_2", inside, 7, 1), new("branch7x7dbl_3", inside, 1, 7), new("branch7x7dbl_4", inside, 7, 1),
            new("branch7x7dbl_5", 192, 1, 7)),
        new Branch(new Layer("branch_pool", 192)) { Pooling = InceptionPooling.Average });

    private static InceptionBlock MediumToCoarse(int channels) => new(
        channels,
        new Branch(new("branch3x3_1", 192), new("branch3x3_2", 320, 3, 3, 2)),
        new Branch(new("branch7x7x3_1", 192), new("branch7x7x3_2", 192, 1, 7), new("branch7x7x3_3", 192, 7, 1), new("branch7x7x3_4", 192, 3, 3, 2)),
        new Branch { Pooling = InceptionPooling.Maximum });

    private static InceptionBlock Coarse(int channels) => new(
        channels,
        new Branch(new Layer("branch1x1", 320)),
        new Branch(new Layer("branch3x3_1", 384)) { Fork = [new("branch3x3_2a", 384, 1, 3), new("branch3x3_2b", 384, 3, 1)] },
        new Branch(new("branch3x3dbl_1", 448), new("branch3x3dbl_2", 384, 3, 3)) { Fork = [new("branch3x3dbl_3a", 384, 1, 3), new("branch3x3dbl_3b", 384, 3, 1)] },
        new Branch(new Layer("branch_pool", 192)) { Pooling = InceptionPooling.Average });

    /// <summary>The second head: [B, 768, 17, 17] to scores [B, 1000].</summary>
    private sealed class MiddleHead : Block
    {
        private readonly nn.Module<Tensor, Tensor> conv0, conv1, fc;

        public MiddleHead()
            : base(nameof(MiddleHead))
        {
            conv0 = this.Part("conv0", new InceptionConvolution(768, 128, (1, 1)));
            conv1 = this.Part("conv1", new InceptionConvolution(128, 768, (5, 5)));
            fc = this.Part("fc", nn.Linear(768, 1000));
        }

        /// <inheritdoc/>
        protected override Tensor Compute(Tensor x)
            => fc.call(nn.functional.adaptive_avg_pool2d(conv1.call(conv0.call(nn.functional.avg_pool2d(x, 5, 3))), 1).flatten(1));
    }
}
