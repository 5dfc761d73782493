using Medulla.Detection;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection;

public class BoxCoderTests
{
    private static readonly BoxCoder Coder = new([10, 10, 10, 5, 5, 5]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Decoding_UndoesEncoding(int seed)
    {
        var (boxes, anchors) = (BoxNumbers.Some([30, 40, 20], 20, seed), BoxNumbers.Some([30, 40, 20], 20, seed + 100));
        BoxNumbers.AssertClose(boxes, Coder.DecodeSingle(Coder.EncodeSingle(boxes, anchors), anchors), 1e-3);
    }

    [Fact]
    public void Code_IsMoveBySizeAndLogarithmOfRatio()
    {
        // Anchor: middle (2, 2), size (4, 4); box: middle (4, 3), size (8, 2).
        var code = new BoxCoder([1, 1, 1, 1]).EncodeSingle(tensor(new float[,] { { 0, 2, 8, 4 } }), tensor(new float[,] { { 0, 0, 4, 4 } }));
        BoxNumbers.AssertClose(tensor(new[,] { { 0.5f, 0.25f, MathF.Log(2), -MathF.Log(2) } }), code);
    }

    [Fact]
    public void SeveralImages_AndSeveralBoxesForAReference()
    {
        var (boxes, anchors) = (BoxNumbers.Some([9, 9, 9], 5), BoxNumbers.Some([9, 9, 9], 5, 2));
        var codes = Coder.Encode([boxes.narrow(0, 0, 2), boxes.narrow(0, 2, 3)], [anchors.narrow(0, 0, 2), anchors.narrow(0, 2, 3)]);
        Assert.Equal([2L, 3L], codes.Select(code => code.shape[0]));
        BoxNumbers.AssertClose(boxes.unsqueeze(1), Coder.Decode(cat([.. codes]), [anchors.narrow(0, 0, 2), anchors.narrow(0, 2, 3)]), 1e-3);

        var twice = Coder.DecodeSingle(cat([codes[0], codes[0]], 1), anchors.narrow(0, 0, 2));
        BoxNumbers.AssertClose(cat([boxes.narrow(0, 0, 2), boxes.narrow(0, 0, 2)], 1), twice, 1e-3);
        Assert.Equal([0, 6], Coder.DecodeSingle(zeros(0, 6), zeros(0, 6)).shape);
    }

    [Fact]
    public void HugeLogarithm_CountsAsTheLargest()
    {
        var boxes = new BoxCoder([1, 1, 1, 1], Math.Log(3)).DecodeSingle(tensor(new float[,] { { 0, 0, 1000, 0 } }), tensor(new float[,] { { -1, -1, 1, 1 } }));
        BoxNumbers.AssertClose(tensor(new float[,] { { -3, -1, 3, 1 } }), boxes);
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        var box = BoxNumbers.Some([9, 9, 9], 1);
        Assert.Contains("4 weights", Assert.Throws<ArgumentException>(() => new BoxCoder([1, 1])).Message);
        Assert.Contains("1 boxes and 2", Assert.Throws<ArgumentException>(() => Coder.EncodeSingle(box, cat([box, box]))).Message);
        Assert.Contains("negative size", Assert.Throws<ArgumentException>(() => Coder.EncodeSingle(-box - box.flip(1), box)).Message);
        Assert.Contains("larger than 0", Assert.Throws<ArgumentException>(() => Coder.EncodeSingle(zeros(1, 6), box)).Message);
        Assert.Contains("axes", Assert.Throws<ArgumentException>(() => Coder.EncodeSingle(zeros(1, 4), zeros(1, 4))).Message);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => Coder.DecodeSingle(full(1, 6, double.NaN), box)).Message);
    }
}
