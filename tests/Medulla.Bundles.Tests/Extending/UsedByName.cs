using Acme.Imaging;
using Medulla;
using Medulla.Bundles.Components;
using Medulla.Bundles.Workflows;
using Medulla.Imaging.Formats;

namespace Acme;

public static class UsedByName
{
    public static Sample Prepare(string config, string image, string label)
    {
        ImageFile.Add(new GraymapReader());
        var registry = new ComponentRegistry();
        registry.Add(typeof(LogIntensity).Assembly);
        var pipeline = PipelineFile.Load(config, registry: registry);
        return pipeline.Apply(new Sample { ["image"] = image, ["label"] = label }, seed: 7);
    }
}
