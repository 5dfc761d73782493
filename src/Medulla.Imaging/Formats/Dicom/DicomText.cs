using System.Text;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Decodes texts by a file's SpecificCharacterSet (DICOM PS3.3, C.12.1.1.2). Without code extensions; those leave their escapes.</summary>
internal static class DicomText
{
    /// <summary>The encoding of a character set; Latin-1, of which the default repertoire is a part, for those not known.</summary>
    public static Encoding Of(string? characterSet)
    {
        var name = (characterSet ?? "").Split('\\')[0].Trim().Replace("ISO 2022 IR", "ISO_IR", StringComparison.Ordinal);
        var codePage = name switch
        {
            "ISO_IR 192" => Encoding.UTF8.CodePage,
            "ISO_IR 101" => 28592,
            "ISO_IR 109" => 28593,
            "ISO_IR 110" => 28594,
            "ISO_IR 144" => 28595,
            "ISO_IR 127" => 28596,
            "ISO_IR 126" => 28597,
            "ISO_IR 138" => 28598,
            "ISO_IR 148" => 28599,
            "ISO_IR 203" => 28605,
            "ISO_IR 166" => 874,
            "ISO_IR 13" => 932,
            "GB18030" => 54936,
            "GBK" => 936,
            _ => Encoding.Latin1.CodePage,
        };
        return codePage == Encoding.UTF8.CodePage ? Encoding.UTF8
            : CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.Latin1;
    }
}
