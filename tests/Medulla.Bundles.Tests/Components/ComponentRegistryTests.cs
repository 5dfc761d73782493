using Acme.Transforms;
using Medulla.Bundles.Components;

namespace Medulla.Bundles.Tests.Components;

public class ComponentRegistryTests
{
    private static readonly Dictionary<string, object?> None = [];

    public static ComponentRegistry WithAcme()
    {
        var registry = new ComponentRegistry();
        registry.Add(typeof(Brighten).Assembly);
        return registry;
    }

    [Theory]
    [InlineData("monai.transforms.Spacing")]
    [InlineData("monai.transforms.spatial.array.Spacing")]
    [InlineData("Spacing")]
    public void ArrayNames_LeadToTheClass(string name)
    {
        var component = ComponentRegistry.Default.Find(name)!;

        Assert.Equal("Spacing", component.Type.Name);
        Assert.IsType<Medulla.Transforms.Spatial.Spacing>(component.Create(new Dictionary<string, object?> { ["pixdim"] = new List<object?> { 1L, 1L, 2L } }), exactMatch: true);
    }

    [Theory]
    [InlineData("monai.transforms.Spacingd")]
    [InlineData("SpacingD")]
    [InlineData("SpacingDict")]
    public void DictionaryNames_LeadToTheKeyedForm(string name)
    {
        var step = ComponentRegistry.Default.Find(name)!.Create(new Dictionary<string, object?> { ["keys"] = "image", ["pixdim"] = 1.5 });

        Assert.Equal(["image"], Assert.IsType<Medulla.Transforms.Keyed>(step).Keys);
    }

    [Fact]
    public void UsersAssembly_JoinsByAdd()
    {
        Assert.Null(new ComponentRegistry().Find("acme.Brighten"));
        Assert.IsType<Brighten>(WithAcme().Find("acme.Brighten")!.Create(None));
        Assert.IsType<Brighten>(WithAcme().Find("monai.transforms.Brighten")!.Create(None));
        Assert.Null(WithAcme().Find("monai.losses.Brighten"));
    }

    [Theory]
    [InlineData("Flip")]
    [InlineData("monai.transforms.Flip")]
    public void LaterAssembly_WinsOverAnEarlierOne(string name)
    {
        Assert.Equal(typeof(Medulla.Transforms.Spatial.Flip), ComponentRegistry.Default.Find(name)!.Type);
        Assert.Equal(typeof(Acme.Transforms.Flip), WithAcme().Find(name)!.Type);
    }

    [Fact]
    public void Functions_AreFoundBySnakeCase()
    {
        var sum = WithAcme().Find("acme.sum_of")!;

        Assert.True(sum.IsFunction);
        Assert.Equal(6.0, sum.Create(new Dictionary<string, object?> { ["factor"] = 2L }, [new List<object?> { 1L, 2.0 }]));
        Assert.Equal("resnet", WithAcme().Find("resnet0")!.Create(None));
    }

    [Fact]
    public void Overloads_AreChosenByArguments()
    {
        var sum = WithAcme().Find("acme.sum_of")!;

        Assert.Equal(3.0, sum.Create(new Dictionary<string, object?> { ["first"] = 1L, ["second"] = 2L }));
        Assert.Throws<UnknownArgumentException>(() => sum.Create(new Dictionary<string, object?> { ["third"] = 1L }));
    }

    [Fact]
    public void MethodsOfValues_AreNoFunctions()
        => Assert.Null(ComponentRegistry.Default.Find("identity"));

    [Fact]
    public void KernelsOnSpans_AreNoFunctions()
        => Assert.Null(ComponentRegistry.Default.Find("to_features"));

    [Theory]
    [InlineData("monai.transforms.Spcing", "Spacing")]
    [InlineData("RandGausianNoise", "RandGaussianNoise")]
    public void MistypedName_GetsASuggestion(string name, string meant)
    {
        Assert.Null(ComponentRegistry.Default.Find(name));
        Assert.Equal(meant, ComponentRegistry.Default.Suggest(name));
    }

    [Fact]
    public void FarName_GetsNoSuggestion() => Assert.Null(ComponentRegistry.Default.Suggest("quetzalcoatl"));
}
