using Medulla.Data;

namespace Medulla.Tests.Data;

public sealed class DatalistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string File(string json)
    {
        System.IO.File.WriteAllText(folder["dataset.json"], json);
        return folder["dataset.json"];
    }

    [Fact]
    public void DecathlonLayout_GivesAbsolutePaths()
    {
        var path = File("""
            {"name": "Spleen", "labels": {"0": "background", "1": "spleen"},
             "training": [{"image": "./imagesTr/a.nii.gz", "label": "./labelsTr/a.nii.gz"}, {"image": "imagesTr/b.nii.gz", "label": "/elsewhere/b.nii.gz"}],
             "test": ["./imagesTs/c.nii.gz"]}
            """);
        var training = Datalist.Load(path);
        Assert.Equal(folder["imagesTr/a.nii.gz"], training[0]["image"]);
        Assert.Equal(folder["labelsTr/a.nii.gz"], training[0]["label"]);
        Assert.Equal(folder["imagesTr/b.nii.gz"], training[1]["image"]);
        Assert.Equal("/elsewhere/b.nii.gz", training[1]["label"]);
        Assert.Equal(folder["imagesTs/c.nii.gz"], Assert.Single(Datalist.Load(path, "test"))["image"]);
        Assert.Equal([(0, "background"), (1, "spleen")], Datalist.Labels(path).Select(l => (l.Key, l.Value)));
    }

    [Fact]
    public void BaseDir_TakesThePlaceOfTheFilesFolder()
        => Assert.Equal("/data/a.nii", Datalist.Load(File("""{"training": ["a.nii"]}"""), baseDir: "/data")[0]["image"]);

    [Fact]
    public void OtherValues_ComeAsTheyAre()
    {
        var item = Datalist.Load(File("""{"training": [{"image": ["t1.nii", "t2.nii"], "fold": 3, "weight": 0.5, "seen": true, "site": "oslo", "note": null}]}"""))[0];
        Assert.Equal([folder["t1.nii"], folder["t2.nii"]], Assert.IsType<List<object?>>(item["image"]));
        Assert.Equal((3L, 0.5, true, "oslo", null), (item["fold"], item["weight"], item["seen"], item["site"], item["note"]));
    }

    [Fact]
    public void MissingSection_IsRejected_WithTheSectionsThereAre()
    {
        var path = File("""{"training": [], "test": [], "numTest": 3}""");
        var message = Assert.Throws<InvalidDataException>(() => Datalist.Load(path, "validation")).Message;
        Assert.StartsWith(path, message);
        Assert.Contains("'validation'", message);
        Assert.Contains("'training', 'test'", message);
        Assert.DoesNotContain("numTest", message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"training\": [")]
    [InlineData("[1, 2]")]
    [InlineData("{\"training\": [7]}")]
    [InlineData("{\"training\": {\"image\": \"a.nii\"}}")]
    public void WhatIsNoList_IsRejected_NamingTheFile(string json)
    {
        var path = File(json);
        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Datalist.Load(path)).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"labels\": {\"one\": \"liver\"}}")]
    [InlineData("{\"labels\": {\"1\": 7}}")]
    public void LabelsThatAreNone_AreRejected_NamingTheFile(string json)
    {
        var path = File(json);
        Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Datalist.Labels(path)).Message);
    }

    [Fact]
    public void MissingFile_IsRejected() => Assert.Throws<FileNotFoundException>(() => Datalist.Load(folder["none.json"]));

    [Fact]
    public void HeldOutCases_AreTheAskedForShare_AndStayHeldOutInLargerShares()
    {
        var names = Enumerable.Range(0, 2000).Select(i => $"case_{i}").ToList();
        var some = names.Where(name => Datalist.IsHeldOut(name, 0.2)).ToList();
        Assert.InRange(some.Count, 340, 460);   // 400 with a standard deviation of 18
        Assert.All(some, name => Assert.True(Datalist.IsHeldOut(name, 0.3)));
        Assert.DoesNotContain(names, name => Datalist.IsHeldOut(name, 0));
        Assert.All(names, name => Assert.True(Datalist.IsHeldOut(name, 1)));
    }
}
