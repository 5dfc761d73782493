using Medulla.Visualization;
using static TorchSharp.torch;

namespace Medulla.Tests.Visualization;

public class TerminalPictureTests
{
    [Fact]
    public void TerminalPicture_HasAsManyCharactersAsAskedFor_AndTheBrightSideWhereItBelongs()
    {
        // Bright on the patient's right, which a radiological view has on the left.
        var image = new MetaTensor(arange(32, ScalarType.Float32).reshape(1, 32, 1, 1).expand(1, 32, 16, 4));
        var lines = TerminalPicture.Of(image, 20, color: false).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Equal(20, line.Length));
        Assert.All(lines, line => Assert.Equal(('@', ' '), (line[0], line[^1])));
        Assert.Contains("\e[38;2;", TerminalPicture.Of(image, 20));
    }
}
