using Medulla.Bundles.Configuration;
using Medulla.Detection;
using Medulla.Detection.Metrics;
using Medulla.Detection.Networks;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Configuration;

/// <summary>Detectors and their pipelines, written as published bundles write them.</summary>
public class DetectionConfigTests
{
    private const string Detector = """
        {
            "anchors": {
                "_target_": "monai.apps.detection.utils.anchor_utils.AnchorGeneratorWithAnchorShape",
                "feature_map_scales": [1, 2, 4], "base_anchor_shapes": [[6, 8], [8, 6]]
            },
            "backbone": "$monai.networks.nets.resnet.resnet10(spatial_dims=2,n_input_channels=1,conv1_t_stride=[2,1],conv1_t_size=[7,7],widen_factor=0.25)",
            "features": "$monai.apps.detection.networks.retinanet_network.resnet_fpn_feature_extractor(@backbone,2,False,[1,2],None)",
            "network_def": {
                "_target_": "RetinaNet", "spatial_dims": 2, "num_classes": 1, "num_anchors": 2, "feature_extractor": "@features", "size_divisible": [16, 8]
            },
            "network": "$@network_def.to('cpu')",
            "detector": {"_target_": "RetinaNetDetector", "network": "@network", "anchor_generator": "@anchors", "debug": false, "spatial_dims": 2},
            "setup": [
                "$@detector.set_atss_matcher(num_candidates=4, center_in_gt=False)",
                "$@detector.set_hard_negative_sampler(batch_size_per_image=64,positive_fraction=0.3,pool_size=20,min_neg=16)",
                "$@detector.set_target_keys(box_key='box', label_key='label')",
                "$@detector.set_box_selector_parameters(score_thresh=0.02,topk_candidates_per_level=100,nms_thresh=0.22,detections_per_img=30)",
                "$@detector.set_sliding_window_inferer(roi_size=[32,32],overlap=0.25,sw_batch_size=1,mode='constant',device='cpu')"
            ],
            "metric": "$monai.apps.detection.metrics.coco.COCOMetric(classes=['nodule'], iou_list=[0.1], max_detection=[100])"
        }
        """;

    private const string Pipeline = """
        {"pipeline": {"_target_": "Compose", "transforms": [
            {"_target_": "ConvertBoxToStandardModed", "box_keys": "box", "mode": "cccwhd"},
            {"_target_": "AffineBoxToImageCoordinated", "box_keys": "box", "box_ref_image_keys": "image", "affine_lps_to_ras": true},
            {"_target_": "RandCropBoxByPosNegLabeld", "image_keys": "image", "box_keys": "box", "label_keys": "label", "spatial_size": [12, 12, 8], "whole_box": true, "num_samples": 2, "pos": 1, "neg": 1},
            {"_target_": "RandZoomBoxd", "image_keys": "image", "box_keys": "box", "box_ref_image_keys": "image", "prob": 1.0, "min_zoom": 0.7, "max_zoom": 1.4, "padding_mode": "constant", "keep_size": true},
            {"_target_": "ClipBoxToImaged", "box_keys": "box", "label_keys": "label", "box_ref_image_keys": "image", "remove_empty": true},
            {"_target_": "RandFlipBoxd", "image_keys": "image", "box_keys": "box", "box_ref_image_keys": "image", "prob": 0.5, "spatial_axis": 0},
            {"_target_": "RandRotateBox90d", "image_keys": "image", "box_keys": "box", "box_ref_image_keys": "image", "prob": 0.75, "max_k": 3, "spatial_axes": [0, 1]},
            {"_target_": "BoxToMaskd", "box_keys": "box", "label_keys": "label", "box_mask_keys": "mask", "box_ref_image_keys": "image", "min_fg_label": 0, "ellipse_mask": true},
            {"_target_": "RandRotated", "keys": ["image", "mask"], "mode": ["nearest", "nearest"], "prob": 1.0, "range_x": 0.5, "keep_size": true, "padding_mode": "zeros"},
            {"_target_": "MaskToBoxd", "box_keys": ["box"], "label_keys": ["label"], "box_mask_keys": ["mask"], "min_fg_label": 0},
            {"_target_": "DeleteItemsd", "keys": "mask"}
        ]}}
        """;

    [Fact]
    public void Detector_IsPutTogether_AndTrainsAndFinds()
    {
        using var scope = NewDisposeScope();
        var config = Config.Parse(Detector);
        config.Resolve("setup");
        var detector = config.Resolve<RetinaNetDetector>("detector");
        var losses = detector.Losses(rand(1, 1, 40, 32), [new(tensor(new float[,] { { 4, 4, 12, 12 } }), tensor([0L]))]);
        Assert.True(losses.Classification.item<float>() > 0 && losses.BoxRegression.item<float>() >= 0);
        detector.eval();
        Assert.Single(detector.Detect([rand(1, 40, 32)], useInferer: true));
        Assert.IsType<COCOMetric>(config.Resolve("metric"));
        Assert.IsType<HardNegativeSampler>(detector.Training.Sampler);
    }

    [Fact]
    public void Pipeline_KeepsBoxesInsideTheirImages()
    {
        using var scope = NewDisposeScope();
        var place = new Affine(3, [-1, 0, 0, 10, 0, 1, 0, -20, 0, 0, 2, 5, 0, 0, 0, 1]);
        var sample = new Sample
        {
            ["image"] = new MetaTensor(rand([1, 24, 20, 16]), place),
            // World coordinates are LPS+; both boxes lie well inside the image.
            ["box"] = new MetaTensor(tensor(new float[,] { { 0, 10, 20, 6, 6, 8 }, { -4, 8, 24, 5, 7, 6 } })),
            ["label"] = tensor([0L, 0]),
        };
        var pipeline = Config.Parse(Pipeline).Resolve<Compose>("pipeline");
        var kept = 0L;
        for (var seed = 0u; seed < 5; seed++)
        {
            foreach (var crop in pipeline.ApplyMany(sample, seed).Cast<Sample>())
            {
                var boxes = crop.Image("box").Data;
                Assert.Equal(boxes.shape[0], crop.Image("label").Data.numel());
                var size = tensor([.. crop.Image("image").SpatialShape.Select(n => (float)n)]);
                Assert.True(boxes.numel() == 0 || boxes.ge(0).all().item<bool>() && boxes.le(cat([size, size])).all().item<bool>());
                kept += boxes.shape[0];
            }
        }
        Assert.True(kept > 5, $"{kept} boxes are left in 10 crops");
    }
}
