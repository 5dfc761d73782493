using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Utility;

public class ContractTests
{
    private static MetaTensor Image => new(arange(24, ScalarType.Float32).reshape(1, 2, 3, 4), Affine.Scaling(1, 1.5, 3), new() { FileName = "ct.nii.gz" });

    private static string Broken(Contract contract, MetaTensor image) => Assert.Single(Assert.Throws<ContractException>(() => contract.Apply(image)).Violations).ToString();

    [Fact]
    public void ImageThatKeepsTheContract_IsHandedOn()
    {
        var image = Image;
        Contract all = new(1, 3, [2, -1, 4], [1, 1.5, -1], 1e-3, "RAS", 0.01, ScalarType.Float32, new Interval(0, 23), 0, null, true);
        Assert.Same(image, all.Apply(image));
        Assert.Same(image, new Contract().Apply(image));
        Assert.Same(image, (MetaTensor)((ITransform)new Contract(Labels: [.. Enumerable.Range(0, 30)])).Run(image, default)!);
    }

    [Fact]
    public void EachTerm_SaysWhatWasFoundAndWhatIsExpected()
    {
        var image = Image;
        Assert.Equal("ct.nii.gz: the number of channels is 1, expected 2", Broken(new(Channels: 2), image));
        Assert.Equal("ct.nii.gz: the number of spatial axes is 3, expected 2", Broken(new(SpatialDims: 2), image));
        Assert.Equal("ct.nii.gz: the spatial size is [2, 3, 4], expected [2, -1, 5], -1 being any", Broken(new(SpatialSize: [2, -1, 5]), image));
        Assert.Equal("ct.nii.gz: the spacing is [1, 1.5, 3] mm, expected [1, 1.5, 2.9] mm within 0.001 mm", Broken(new(Spacing: [1, 1.5, 2.9]), image));
        Assert.Equal("ct.nii.gz: the orientation is RAS, expected LPS", Broken(new(Orientation: "LPS"), image));
        Assert.Equal("ct.nii.gz: the element type is float32, expected uint8", Broken(new(Dtype: ScalarType.Byte), image));
        Assert.Equal("ct.nii.gz: a value is 21, 22, 23 (3 of 24 voxels), expected [0, 20]", Broken(new(ValueRange: new Interval(0, 20)), image));
        Assert.Equal("ct.nii.gz: a value is 2, 3, 4, 5, 6, ... (22 of 24 voxels), expected one of [0, 1]", Broken(new(Labels: [0, 1]), image));
    }

    [Fact]
    public void Tolerances_LetSmallDifferencesPass()
    {
        Assert.NotNull(new Contract(Spacing: [1, 1.5, 2.9], SpacingTolerance: 0.11).Apply(Image));
        Assert.NotNull(new Contract(ValueRange: new Interval(0, 20), ValueTolerance: 3).Apply(Image));
        var soft = new MetaTensor(tensor(new[] { 0f, 0.99f, 2.01f }).reshape(1, 3));
        Assert.NotNull(new Contract(Labels: [0, 1, 2], ValueTolerance: 0.02).Apply(soft));
        Assert.Contains("2.01 (1 of 3 voxels), expected one of [0, 1, 2] within 0.009", Broken(new(Labels: [0, 1, 2], ValueTolerance: 0.009), soft.WithData(tensor(new[] { 0f, 1f, 2.01f }).reshape(1, 3))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Contract(SpacingTolerance: -1));
    }

    [Fact]
    public void ObliqueImages_AreToldByTheirAngle()
    {
        var (sin, cos) = Math.SinCos(0.2);
        var oblique = new MetaTensor(zeros(1, 2, 2, 2), new Affine(3, [cos, -sin, 0, 0, sin, cos, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]));
        Assert.NotNull(new Contract(Orientation: "RAS").Apply(oblique));
        Assert.NotNull(new Contract(Orientation: "RAS", AngleTolerance: 0.21).Apply(oblique));
        Assert.Contains("0.2 radians, expected at most 0.1", Broken(new(AngleTolerance: 0.1), oblique));
    }

    [Fact]
    public void NotANumber_IsNoValue()
    {
        var image = new MetaTensor(tensor(new[] { 0f, float.NaN, float.PositiveInfinity }).reshape(1, 3));
        Assert.Contains("(2 of 3 voxels), expected finite ones", Broken(new(Finite: true), image));
        Assert.Contains("(1 of 3 voxels)", Broken(new(ValueRange: new Interval(0, double.PositiveInfinity)), image));
        Assert.Contains("(2 of 3 voxels)", Broken(new(Labels: [0]), image));
    }

    [Fact]
    public void AllViolationsOfAllKeys_AreToldAtOnce_WithFilesAndStep()
    {
        Sample sample = new() { ["image"] = Image, ["label"] = Image.WithMetadata(new() { FileName = "seg.nii.gz" }), ["note"] = "text" };
        var contract = new Contract(Orientation: "LPS").On(("image", c => c with { Channels = 4 }), ("label", c => c with { Labels = [0] }), ("note", c => c), ("mask", c => c));
        var e = Assert.Throws<TransformException>(() => new Compose(new Identity().On("image"), contract).Apply(sample));
        Assert.StartsWith("Contract (step 2): the item breaks 6 terms of the contract. image (ct.nii.gz): the number of channels is 1, expected 4; image (ct.nii.gz): the orientation", e.Message);
        var broken = Assert.IsType<ContractException>(e.InnerException).Violations;
        Assert.Equal(["image", "image", "label", "label", "note", "mask"], broken.Select(v => v.Key));
        Assert.Equal("seg.nii.gz", broken[2].File);
        Assert.Equal("note: it is the string 'text', expected an image", broken[4].ToString());
        Assert.Equal("mask: it is missing, expected an image", broken[5].ToString());
    }

    [Fact]
    public void MissingKeys_ArePassedOver_WhereThatIsAllowed()
    {
        Sample sample = new() { ["image"] = Image };
        Assert.Throws<ContractException>(() => new Contract().On("image", "label").Apply(sample));
        Assert.Same(sample["image"], (new Contract().On("image", "label") with { AllowMissingKeys = true }).Apply(sample)["image"]);
    }

    [Fact]
    public void LazyImages_AreOnlyResampled_WhereValuesAreAskedFor()
    {
        Compose Pipeline(Contract contract) => new([new Zoom(2, KeepSize: false).On("image"), contract.On("image")], Lazy: true);
        Sample sample = new() { ["image"] = Image };
        var waiting = new Zoom(2, KeepSize: false) { Lazy = true }.Apply(Image);
        Assert.Single(new Contract(SpatialSize: [4, 6, 8], Spacing: [0.5, 0.75, 1.5]).Apply(waiting).Pending);
        var result = Pipeline(new(ValueRange: new Interval(0, 23))).Apply(sample).Image("image");
        Assert.Equal(23, result.Data.max().item<float>());
    }
}
