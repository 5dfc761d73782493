using Medulla.Imaging;

namespace Medulla.Losses;

/// <summary>Networks in whose features <see cref="PerceptualLoss"/> compares pictures; each wants its pictures prepared in its own way.</summary>
[NeverNull]
public enum PerceptualNetwork
{
    /// <summary>LPIPS on AlexNet. Zhang et al. (2018).</summary>
    Alex,

    /// <summary>LPIPS on VGG-16.</summary>
    Vgg,

    /// <summary>LPIPS on SqueezeNet.</summary>
    Squeeze,

    /// <summary>ResNet-50 trained on radiological slices. Mei et al., RadImageNet (2022).</summary>
    [ReferenceName("radimagenet_resnet50")]
    RadImageNetResNet50,

    /// <summary>3-D ResNet-10 trained on medical volumes. Chen et al., Med3D (2019).</summary>
    [ReferenceName("medicalnet_resnet10_23datasets")]
    MedicalNetResNet10,

    /// <summary>3-D ResNet-50 trained on medical volumes.</summary>
    [ReferenceName("medicalnet_resnet50_23datasets")]
    MedicalNetResNet50,

    /// <summary>ResNet-50 trained on photographs (ImageNet).</summary>
    [ReferenceName("resnet50")]
    ResNet50,
}
