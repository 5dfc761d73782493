using System.Text.Json.Nodes;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Zoo;
using NJsonSchema;
using NJsonSchema.References;
using NJsonSchema.Validation;

namespace Medulla.Bundles.Workflows;

/// <summary>A JSON Schema that metadata of bundles are held to.</summary>
public sealed class MetadataSchema
{
    private const int MaxBytes = 16 << 20;
    private static readonly Lazy<MetadataSchema> Own = new(() =>
    {
        using var stream = new StreamReader(typeof(MetadataSchema).Assembly.GetManifestResourceStream("metadata-schema.json")!);
        return Parse(stream.ReadToEnd(), "metadata-schema.json");
    });

    private readonly JsonSchema schema;

    private MetadataSchema(JsonSchema schema) => this.schema = schema;

    /// <summary>
    /// The schema that comes with Medulla: what the MONAI bundle specification asks of metadata. Bundles whose parts have formats of their own
    /// ("generator_data_format") need no "network_data_format".
    /// </summary>
    public static MetadataSchema Default => Own.Value;

    /// <summary>A schema from a file, or from where an http or https address leads.</summary>
    /// <param name="source">Path or address.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The address cannot be read.</exception>
    /// <exception cref="ConfigException">It is no JSON Schema.</exception>
    public static MetadataSchema Load(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Web.IsAddress(source, out var address) ? Parse(Web.ReadText(address, MaxBytes), source)
            : File.Exists(source) ? Parse(File.ReadAllText(source), Path.GetFileName(source)) : throw new FileNotFoundException($"there is no schema {source}.", source);
    }

    /// <summary>A schema from JSON text.</summary>
    /// <param name="json">The text; it may refer to parts of itself alone.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ConfigException">It is no JSON Schema.</exception>
    public static MetadataSchema Parse(string json, string name = "schema")
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return new(JsonSchema.FromJsonAsync(json, documentPath: null, schema => new Inward(schema)).GetAwaiter().GetResult());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library throws whatever its reader met: JSON errors, unresolved references, bad casts.
            throw new ConfigException(name, $"this is no JSON Schema that can be used: {e.Message}", e);
        }
    }

    /// <summary>Everything in metadata that the schema does not allow; nothing if they are valid.</summary>
    public IReadOnlyList<MetadataFault> Faults(JsonObject metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return [.. schema.Validate(metadata.ToJsonString()).SelectMany(Faults).Distinct().OrderBy(fault => fault.Path, StringComparer.Ordinal)];
    }

    private static IEnumerable<MetadataFault> Faults(ValidationError error) => error switch
    {
        ChildSchemaValidationError { Kind: ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf } child => OfForms(child),
        // Of a part, the faults within say more.
        ChildSchemaValidationError child when child.Errors.Values.Any(errors => errors.Count > 0) => child.Errors.Values.SelectMany(errors => errors).SelectMany(Faults),
        // A value of one of the allowed types that breaks that type's rules is told those rules; else no type fits.
        MultiTypeValidationError several => several.Errors.Values.SelectMany(errors => errors).Where(e => !IsOfType(e)).SelectMany(Faults).ToList() is { Count: > 0 } within ? within
            : [new(Place(error), $"found {Found(error)}, expected {string.Join(" or ", several.Errors.Keys.Select(type => type.ToString().ToLowerInvariant()))}")],
        _ => [new(Place(error), Cause(error))],
    };

    /// <summary>Several forms were tried and none fits; if a single one is for values of this type, its faults are meant.</summary>
    private static IEnumerable<MetadataFault> OfForms(ChildSchemaValidationError error)
    {
        bool IsOfOtherType(ValidationError e) => e.Path == error.Path && (e is MultiTypeValidationError || IsOfType(e));
        var fitting = error.Errors.Values.Where(errors => !errors.Any(IsOfOtherType)).ToList();
        return fitting is [var only] ? only.SelectMany(Faults) : [new(Place(error), "none of the allowed forms fits: " + string.Join("; or ",
            error.Errors.Values.Select(errors => string.Join(" and ", (errors.FirstOrDefault(IsOfOtherType) is { } other ? [other] : errors).SelectMany(Faults))).Distinct()))];
    }

    private static bool IsOfType(ValidationError error) => error.Kind.ToString().EndsWith("Expected", StringComparison.Ordinal);

    private static string Place(ValidationError error) => error.Path is { Length: > 2 } path ? $"$.{path[2..]}" : "$";

    private static string Cause(ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired => "this is missing",
        ValidationErrorKind.NotInEnumeration => $"found {Found(error)}, expected one of {string.Join(", ", error.Schema.Enumeration)}",
        ValidationErrorKind.PatternMismatch => $"found {Found(error)}, expected text of the form {error.Schema.Pattern}",
        ValidationErrorKind.NoAdditionalPropertiesAllowed => "there is no such name",
        ValidationErrorKind.TooFewProperties => $"found {Found(error)}, expected at least {error.Schema.MinProperties} names",
        ValidationErrorKind.NumberTooSmall or ValidationErrorKind.IntegerTooBig or ValidationErrorKind.NumberTooBig
            => $"found {Found(error)}, expected a number from {error.Schema.Minimum?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"} to {error.Schema.Maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"}",
        ValidationErrorKind.StringTooShort => "the text is empty or too short",
        _ when IsOfType(error) => $"found {Found(error)}, expected {error.Kind.ToString()[..^"Expected".Length].ToLowerInvariant()}",
        var kind => $"found {Found(error)}: {string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"))}",
    };

    private static string Found(ValidationError error)
    {
        var text = error.Token?.ToString(Newtonsoft.Json.Formatting.None) ?? "nothing";
        return text.Length <= 60 ? text : $"{text[..57]}...";
    }

    /// <summary>Follows references inside a schema only: a schema is read where it was asked for, and from nowhere else.</summary>
    private sealed class Inward(JsonSchema schema) : JsonReferenceResolver(new JsonSchemaAppender(schema, new DefaultTypeNameGenerator()))
    {
        public override Task<IJsonReference> ResolveFileReferenceAsync(string filePath, CancellationToken cancellationToken = default) => throw Refused(filePath);

        public override Task<IJsonReference> ResolveUrlReferenceAsync(string url, CancellationToken cancellationToken = default) => throw Refused(url);

        private static InvalidOperationException Refused(string target) => new($"it refers to {target}; a schema that stands alone is expected. Put what it refers to into its definitions.");
    }
}
