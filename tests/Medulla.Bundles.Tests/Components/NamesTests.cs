using FsCheck;
using FsCheck.Fluent;
using Medulla.Bundles.Components;

namespace Medulla.Bundles.Tests.Components;

public class NamesTests
{
    [Theory]
    [InlineData("num_res_units", "NumResUnits")]
    [InlineData("numResUnits", "NumResUnits")]
    [InlineData("DiceCELoss", "DiceCeLoss")]
    [InlineData("nearest-exact", "NearestExact")]
    public void CaseUnderscoresAndHyphens_DoNotCount(string a, string b) => Assert.Equal(Names.Plain(a), Names.Plain(b));

    [Theory]
    [InlineData("SmoothNr", "smooth_nr")]
    [InlineData("spatialDims", "spatial_dims")]
    [InlineData("Prob", "prob")]
    public void Snake_SpellsAsTheReferenceDoes(string name, string expected) => Assert.Equal(expected, Names.Snake(name));

    [Fact]
    public void Snake_NamesTheSameThing()
    {
        var words = Gen.Elements("Spacing", "A", "Ce", "RandGaussianNoise", "x", "Roi2d", "IO").ListOf().Select(string.Concat).Where(name => name.Length > 0);

        Prop.ForAll(Arb.From(words), name => Names.Plain(Names.Snake(name)) == Names.Plain(name)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nearest_PrefersTheFewestEdits() => Assert.Equal("sample_std", Names.Nearest("sample_sdt", ["std", "sample_std", "mean"]));

    [Fact]
    public void NothingNear_IsNull() => Assert.Null(Names.Nearest("wavelength", ["std", "mean"]));
}
