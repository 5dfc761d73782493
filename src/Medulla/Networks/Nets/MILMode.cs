using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>How the tiles of a slide become one answer.</summary>
public enum MILMode
{
    /// <summary>The mean of the tiles' scores.</summary>
    Mean,

    /// <summary>The largest of the tiles' scores.</summary>
    Max,

    /// <summary>Tiles weighed by attention.</summary>
    Att,

    /// <summary>Tiles that look at each other first.</summary>
    [ReferenceName("att_trans")]
    AttTrans,

    /// <summary>Tiles that look at each other at several depths of the network.</summary>
    [ReferenceName("att_trans_pyramid")]
    AttTransPyramid,
}
