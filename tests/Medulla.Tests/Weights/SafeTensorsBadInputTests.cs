using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class SafeTensorsBadInputTests
{
    private const string Good = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]},"c":{"dtype":"U64","shape":[],"data_offsets":[11,19]}}""";
    private static readonly byte[] Data = [0, 0, 128, 63, 0, 0, 0, 64, 1, 0, 1, 9, 0, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype 'F33'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "[2] of F32, 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1099511627776,1099511627776],"data_offsets":[0,4]}}""", "more than there are addresses")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,1099511627776,1099511627776],"data_offsets":[0,0]}}""", "more than there are addresses")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "offsets are [4, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "at most 2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "once each")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "without gap or overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "the arrays end at byte")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "without gap or overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""", "cut off")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}""", "occurs twice")]
    [InlineData("""{"__metadata__":{"k":1},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "'k' of __metadata__")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} x""", "not valid JSON")]
    [InlineData("""{"a\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}}""", "whole numbers")]
    [InlineData("""["a"]""", "the header is a JSON StartArray")]
    [InlineData("", "")]
    public void BadHeader_IsRejected_WithItsReason(string header, string reason)
    {
        using var file = new TemporaryFile(header, 0, 0, 0, 0);
        var error = Assert.Throws<WeightsFormatException>(() => SafeTensors.Open(file.Path));
        Assert.StartsWith("weights.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Cause, StringComparison.Ordinal);
        Assert.Equal(file.Path, error.File);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 123 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127, 123 })]
    [InlineData(new byte[] { 80, 75, 3, 4, 0, 0, 0, 0, 123 })]
    public void BadLength_IsRejected(byte[] content)
    {
        using var file = new TemporaryFile(content);
        Assert.Throws<WeightsFormatException>(() => SafeTensors.Open(file.Path));
    }

    [Fact]
    public void DeeplyNestedHeader_IsRejected()
    {
        using var file = new TemporaryFile("""{"a":""" + new string('[', 100_000));
        Assert.Throws<WeightsFormatException>(() => SafeTensors.Open(file.Path));
    }

    [Fact]
    public void EveryTruncation_IsRejected()
    {
        var whole = TemporaryFile.Bytes(Good, Data);
        using var file = new TemporaryFile(whole);
        Assert.Equal(3, LoadAndCount(file.Path));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file.Path, whole[..length]);
            Assert.Throws<WeightsFormatException>(() => LoadAndCount(file.Path));
        }
    }

    [Fact]
    public void ThousandsOfMutations_LoadOrAreRejected_AndNothingElse()
    {
        var random = new Random(1);
        var whole = TemporaryFile.Bytes(Good, Data);
        using var file = new TemporaryFile();
        var rejected = 0;
        const int count = 4000;
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(file.Path, Mutate(whole, random));
            try
            {
                LoadAndCount(file.Path);
            }
            catch (WeightsFormatException)
            {
                rejected++;
            }
        }
        Assert.InRange(rejected, count / 2, count - 1);
    }

    private static int LoadAndCount(string path)
    {
        using var scope = NewDisposeScope();
        return SafeTensors.Load(path).Count;
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var result = whole.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(result.Count);
            switch (random.Next(5))
            {
                case 0:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1:
                    result[at] = (byte)"0123456789{}[]\",:-e"[random.Next(19)];
                    break;
                case 2:
                    result.RemoveRange(at, Math.Min(random.Next(1, 9), result.Count - at));
                    break;
                case 3:
                    result.InsertRange(at, result.Skip(random.Next(result.Count)).Take(random.Next(1, 40)).ToArray());
                    break;
                default:
                    result[random.Next(Math.Min(8, result.Count))] = (byte)random.Next(256);
                    break;
            }
            if (result.Count == 0)
            {
                break;
            }
        }
        return [.. result];
    }
}
