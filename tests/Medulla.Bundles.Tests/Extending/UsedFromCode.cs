using Acme.Imaging;
using Medulla;
using Medulla.Imaging.Formats;
using Medulla.Transforms;
using Medulla.Transforms.Io;

namespace Acme;

public static class UsedFromCode
{
    public static Sample Prepare(string image, string label)
    {
        ImageFile.Add(new GraymapReader());
        Compose pipeline = new(
            new LoadImage(EnsureChannelFirst: true).On("image", "label"),
            new LogIntensity(Floor: 10).On("image"),
            new RandEchoLoss(Prob: 1).On("image"));
        return pipeline.Apply(new Sample { ["image"] = image, ["label"] = label }, seed: 7);
    }
}
