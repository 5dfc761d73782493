using Medulla.Bundles.Workflows;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Inferers;
using Medulla.Losses;
using Medulla.Networks.Nets;
using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Io;
using Medulla.Transforms.Post;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Benchmarks;

/// <summary>The standard workloads.</summary>
internal static class Workloads
{
    private static readonly string[] Keys = ["image", "label"];

    /// <summary>All of them; inputs lie in a folder.</summary>
    public static IEnumerable<Workload> All(string data)
    {
        var (image, label) = Phantoms.File(data, "ct", [512, 512, 96], Affine.Create(3, (r, c) => r != c ? 0 : r == 2 ? 3 : -0.8), 1);
        yield return new("load_nifti", () => new LoadImage().Apply(image), () => PythonBaseline.Seconds(
            "import nibabel, numpy", $"i = nibabel.load(\"{image}\"); numpy.asarray(i.dataobj).astype(numpy.float32); i.affine"));

        yield return DicomWorkload.Of(data);

        var load = new LoadImage(EnsureChannelFirst: true);
        var ct = new Lazy<Sample>(() => new Sample { ["image"] = Kept(load.Apply(image)), ["label"] = Kept(load.Apply(label)) });
        yield return Orientation(ct);
        yield return Spacing(ct);
        yield return SpleenPreprocess(image, label);
        foreach (var workload in Augmentation().Concat(Deformations.All()).Concat(ScoreWorkloads.All()).Concat(SimilarityWorkloads.All()).Concat(Components()).Concat(FilterWorkloads.All()).Concat(IntensityWorkloads.All()).Concat(WeightWorkloads.All(data)).Concat(Network()))
        {
            yield return workload;
        }
    }

    /// <summary>An input that outlives the run in which it was made.</summary>
    private static MetaTensor Kept(MetaTensor image)
    {
        image.Data.DetachFromDisposeScope();
        return image;
    }

    private static Workload Orientation(Lazy<Sample> ct)
    {
        var step = new Medulla.Transforms.Spatial.Orientation("RAS").On(Keys);
        return new("orientation", () => step.Apply(ct.Value), () => Measurement.Time(() =>
        {
            foreach (var key in Keys)
            {
                _ = ct.Value.Image(key).Data.flip(1, 2).contiguous();
            }
        }));
    }

    private static Workload Spacing(Lazy<Sample> ct)
    {
        var step = new Spacing([1.5, 1.5, 2]).On(("image", t => t), ("label", t => t with { Mode = Interpolation.Nearest }));
        return new("spacing", () => step.Apply(ct.Value), () => Measurement.Time(() =>
        {
            foreach (var key in Keys)
            {
                var mapping = new Spacing([1.5, 1.5, 2]).Map(ct.Value.Image(key).Grid);
                _ = GridSample(ct.Value.Image(key).Data, mapping, key == "label");
            }
        }));
    }

    /// <summary>The straight libtorch way: a sampling grid for the whole volume, then grid_sample.</summary>
    private static Tensor GridSample(Tensor source, Mapping mapping, bool nearest)
    {
        // Normalised coordinates, last axis first, as affine_grid has them.
        var (from, to) = (source.shape[1..], mapping.Target.Shape);
        var theta = zeros(1, 3, 4);
        for (var row = 0; row < 3; row++)
        {
            double Half(long n) => (n - 1) / 2.0;
            var own = 2 - row;
            for (var column = 0; column < 3; column++)
            {
                theta[0, row, column] = mapping.ToSource[own, 2 - column] * to[2 - column] / from[own];
            }
            var middle = mapping.ToSource.Apply([.. to.Select(Half)])[own];
            theta[0, row, 3] = (middle - Half(from[own])) * 2 / from[own];
        }
        var grid = nn.functional.affine_grid(theta, [1, 1, .. to]);
        return nn.functional.grid_sample(
            source.unsqueeze(0), grid, nearest ? GridSampleMode.Nearest : GridSampleMode.Bilinear, GridSamplePaddingMode.Border, false).squeeze(0);
    }

    private static Workload SpleenPreprocess(string image, string label)
    {
        var pipeline = new Compose(
            new LoadImage(EnsureChannelFirst: true).On(Keys), new Medulla.Transforms.Spatial.Orientation("RAS").On(Keys),
            new Spacing([1.5, 1.5, 2]).On(("image", t => t), ("label", t => t with { Mode = Interpolation.Nearest })),
            new ScaleIntensityRange(-57, 164, 0, 1, true).On("image"), new CropForeground.Keyed(Keys, "image"));
        var item = new Sample { ["image"] = image, ["label"] = label };

        // One operation after the other, each on the whole volume.
        var setup = $$"""
            import nibabel, numpy, torch, torch.nn.functional as F
            torch.set_num_threads({{get_num_threads()}})
            old, new = (0.8, 0.8, 3.0), (1.5, 1.5, 2.0)
            def spacing(x, mode):
                source = x.shape[1:]
                target = [round((n - 1) * a / b) + 1 for n, a, b in zip(source, old, new)]
                theta = torch.zeros(1, 3, 4)
                for row in range(3):
                    axis = 2 - row
                    step = new[axis] / old[axis]
                    theta[0, row, row] = step * target[axis] / source[axis]
                    theta[0, row, 3] = (step * (target[axis] - 1) - (source[axis] - 1)) / source[axis]
                return F.grid_sample(x[None], F.affine_grid(theta, [1, 1] + target, align_corners=False), mode, "border", align_corners=False)[0]
            def preprocess():
                load = lambda path: torch.from_numpy(numpy.asarray(nibabel.load(path).dataobj).astype(numpy.float32))[None]
                image, label = (load(path).flip([1, 2]) for path in ("{{image}}", "{{label}}"))
                image, label = spacing(image, "bilinear"), spacing(label, "nearest")
                image = ((image + 57) / 221).clip(0, 1)
                foreground = (image > 0).any(0).nonzero()
                window = (slice(None),) + tuple(slice(a, b + 1) for a, b in zip(foreground.min(0)[0].tolist(), foreground.max(0)[0].tolist()))
                return image[window].contiguous(), label[window].contiguous()
            """;
        return new("spleen_preprocess", () => pipeline.Apply(item, 0), () => PythonBaseline.Seconds(setup, "preprocess()"));
    }

    private static IEnumerable<Workload> Augmentation()
    {
        var random = new RandomState(2);
        var sample = new Sample
        {
            ["image"] = Kept(new(random.Normal(0, 1, [1, 128, 128, 80], ScalarType.Float32))),
            ["label"] = Kept(new(random.Uniform(0, 3, [1, 128, 128, 80], ScalarType.Float32).round())),
        };
        var affine = new RandAffine(1, RotateRange: [0.3, 0.3, 0.3], ScaleRange: [0.1, 0.1, 0.1], PaddingMode: PadMode.Edge);
        var step = affine.On(("image", t => t), ("label", t => t with { Mode = Interpolation.Nearest }));
        yield return new("rand_affine_128", () => step.Apply(sample, 7), () => Measurement.Time(() =>
        {
            foreach (var key in Keys)
            {
                var image = sample.Image(key);
                GridSample(image.Data, affine.Map(image.Grid, affine.Draw(new RandomState(7), image)), key == "label");
            }
        }));
        var light = new Compose(
            new RandFlip(1, 0).On(Keys), new RandRotate90(1).On(Keys), new RandScaleIntensity(0.1, 1).On("image"), new RandShiftIntensity(0.1, Prob: 1).On("image"),
            new RandGaussianNoise(1).On("image"));
        yield return new("light_augment_128", () => light.Apply(sample, 3));
    }

    private static IEnumerable<Workload> Components()
    {
        var mask = new Lazy<Tensor>(() =>
        {
            var made = new RandomState(4).Uniform(0, 1, [256, 256, 128], ScalarType.Float32).lt(0.3);
            made.narrow(0, 60, 120).narrow(1, 70, 120).narrow(2, 30, 60).fill_(true);
            return made.DetachFromDisposeScope();
        });
        yield return new("largest_component_256", () => KeepLargestConnectedComponent.GetLargestConnectedComponentMask(mask.Value), () => PythonBaseline.Seconds(
            "import numpy, skimage.measure as m\nx = numpy.random.RandomState(4).uniform(size=(256, 256, 128)) < 0.3\nx[60:180, 70:190, 30:90] = 1",
            "l = m.label(x); l == numpy.argmax(numpy.bincount(l[l > 0]))"));

        var labels = new Lazy<MetaTensor>(() => Kept(new MetaTensor(new RandomState(5).Uniform(0, 120, [1, 256, 256, 128], ScalarType.Float32).floor())));
        var map = new MapLabelValue(Values.From(Enumerable.Range(1, 100).Select(n => (double)n)), Values.From(Enumerable.Range(1, 100).Select(n => 200.0 - n)));
        yield return new("map_100_labels_256", () => map.Apply(labels.Value), () => Measurement.Time(() =>
        {
            var mapped = labels.Value.Data.clone();
            foreach (var (from, to) in map.OrigLabels.Zip(map.TargetLabels))
            {
                mapped.masked_fill_(labels.Value.Data.eq(from), to);
            }
        }));
    }

    private static IEnumerable<Workload> Network()
    {
        var net = new Lazy<UNet>(() => new UNet(3, 1, 4, [16, 32, 64, 128, 256], [2, 2, 2, 2], numResUnits: 2, norm: "batch"));
        var image = new Lazy<Tensor>(() => randn([1, 1, 160, 160, 96]).DetachFromDisposeScope());
        var inferer = new SlidingWindowInferer([96, 96, 96], 4, [0.25], BlendMode.Gaussian);
        var windows = new Lazy<long>(() =>
        {
            var count = 0L;
            inferer.Infer(image.Value, batch =>
            {
                count += batch.shape[0];
                return batch.alias();
            });
            return count;
        });
        yield return new("sliding_window_unet", () =>
        {
            net.Value.eval();
            inferer.Infer(image.Value, net.Value);
        }, () => Measurement.Time(() =>
        {
            // The bare network calls: as many windows, in as large batches.
            using var noGradient = no_grad();
            net.Value.eval();
            for (var done = 0L; done < windows.Value; done += 4)
            {
                using var scope = NewDisposeScope();
                net.Value.call(zeros([Math.Min(4, windows.Value - done), 1, 96, 96, 96]));
            }
        }));
        var said = new Lazy<Tensor>(() => randn([4, 4, 96, 96, 96]).DetachFromDisposeScope());
        yield return new("sliding_window_stitching", () => inferer.Infer(image.Value, batch => said.Value.narrow(0, 0, batch.shape[0])));
        // For its peak memory: run it alone. The network is a single convolution, so that what it shows is the window's own.
        var large = new Lazy<Tensor>(() => zeros([1, 1, 512, 512, 400]).DetachFromDisposeScope());
        var convolution = new Lazy<nn.Module<Tensor, Tensor>>(() => nn.Conv3d(1, 4, 3, padding: 1));
        yield return new("sliding_window_stream_512", () =>
        {
            var file = Path.Combine(Path.GetTempPath(), $"medulla-bench-{Environment.ProcessId}.npy");
            inferer.RunToFile(large.Value, convolution.Value.call, file).Dispose();
            File.Delete(file);
        });
        var loss = new Lazy<DiceCELoss>(() => new DiceCELoss(toOnehotY: true, softmax: true));
        var optimizer = new Lazy<optim.Optimizer>(() => optim.Adam(net.Value.parameters(), 1e-4));
        yield return new("train_step_unet", () =>
        {
            net.Value.train();
            optimizer.Value.zero_grad();
            loss.Value.call(net.Value.call(randn([2, 1, 96, 96, 96])), zeros([2, 1, 96, 96, 96])).backward();
            optimizer.Value.step();
        });
    }
}
