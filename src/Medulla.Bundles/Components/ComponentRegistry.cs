using System.Reflection;
using Medulla.Imaging;

namespace Medulla.Bundles.Components;

/// <summary>
/// Finds classes and functions by the names that configurations use. Everything public in the assemblies given is known by its
/// name; nothing is listed anywhere.
/// </summary>
public sealed class ComponentRegistry
{
    private const string Torch = "torch";
    private const string Scripts = "scripts";
    private static readonly Assembly[] Own = [typeof(Imaging.Geometry.Affine).Assembly, typeof(MetaTensor).Assembly, typeof(ComponentRegistry).Assembly];
    private static readonly string[] Topics = ["transforms", "losses", "metrics", "inferers", "networks"];
    private readonly Dictionary<string, List<MemberInfo>> known = [];
    private readonly HashSet<Assembly> assemblies = [];

    /// <summary>A registry of Medulla's own components.</summary>
    public ComponentRegistry() => Array.ForEach(Own, Add);

    /// <summary>The registry that is used where none is given.</summary>
    public static ComponentRegistry Default { get; } = new();

    /// <summary>Makes an assembly's public classes and functions known; later ones win over earlier ones of the same name.</summary>
    public void Add(Assembly assembly)
    {
        assemblies.Add(assembly);
        foreach (var type in assembly.GetExportedTypes().Where(type => type.IsClass && !type.IsNested))
        {
            if (!type.IsAbstract)
            {
                Add(type, Names.Of(type, type.Name.Split('`')[0]));
            }
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(IsFunction))
            {
                Add(method, Names.Of(method, method.Name));
            }
        }
    }

    /// <summary>
    /// The component of a name such as "monai.transforms.Spacingd", "Spacingd" or "Spacing"; the keyed forms (…d, …D, …Dict) are
    /// derived. Null if nothing has that name.
    /// </summary>
    public Component? Find(string name)
    {
        var last = name.Split('.')[^1];
        var exact = Choose(Names.Plain(last), name);
        if (exact is [Type found, ..])
        {
            return new(found, last, keyed: false);
        }
        if (exact.Count > 0)
        {
            return new([.. exact.Cast<MethodInfo>()], last);
        }
        foreach (var suffix in (string[])["Dict", "d", "D"])
        {
            if (last.EndsWith(suffix, StringComparison.Ordinal) && Choose(Names.Plain(last[..^suffix.Length]), name[..^suffix.Length]) is [Type type, ..]
                && typeof(Transforms.ITransform).IsAssignableFrom(type.GetNestedType(nameof(Transforms.Keyed)) ?? type))
            {
                return new(type, last, keyed: true);
            }
        }
        return null;
    }

    /// <summary>Whether an assembly's classes are known here.</summary>
    public bool Knows(Assembly assembly) => assemblies.Contains(assembly);

    /// <summary>The known name that a mistyped one most likely means; null if none is near.</summary>
    public string? Suggest(string name) => Names.Nearest(name.Split('.')[^1], known.Values.SelectMany(members => members).Select(member => member.Name));

    private void Add(MemberInfo member, IEnumerable<string> names)
    {
        foreach (var name in names.Distinct())
        {
            if (!known.TryGetValue(name, out var members))
            {
                known[name] = members = [];
            }
            members.Insert(0, member);
        }
    }

    /// <summary>
    /// Functions are the static methods of static classes, those that stand beside a transform, metric or the like, and whatever
    /// says which function of the reference it is; what makes values such as an affine is none, nor are kernels on spans, which
    /// cannot be called by name.
    /// </summary>
    private static bool IsFunction(MethodInfo method)
        => !method.IsSpecialName && !method.IsGenericMethod && !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike)
            && (method.DeclaringType is { IsAbstract: true, IsSealed: true } || Parts(method).Any(Topics.Contains)
                || method.IsDefined(typeof(ReferenceNameAttribute), inherit: false));

    /// <summary>The parts of the namespace, compared form.</summary>
    private static IReadOnlyList<string> Parts(MemberInfo member)
        => [.. (((member as Type) ?? member.DeclaringType!).Namespace ?? "").Split('.').Select(Names.Plain)];

    /// <summary>
    /// Of several with one name, the one that fits the full name best, with its overloads: names with capitals are classes, others
    /// functions, unless a class bears that very name; a topic such as "transforms" in the full name must be the component's own,
    /// unless it bears that very name by attribute; further parts of its namespace decide.
    /// </summary>
    private IReadOnlyList<MemberInfo> Choose(string plain, string full)
    {
        if (!known.TryGetValue(plain, out var members))
        {
            return [];
        }
        var last = full.Split('.')[^1];
        var segments = full.Split('.').Select(Names.Plain).ToHashSet();
        var topic = Topics.FirstOrDefault(segments.Contains);
        var isFunction = !last.Any(char.IsUpper);
        var isScript = full.StartsWith($"{Scripts}.", StringComparison.Ordinal);
        var best = members
            .Where(member => !isScript || !Own.Contains(member.Module.Assembly))   // a bundle's own code is never another's of that name
            .Select(member => (member, parts: Parts(member)))
            .Where(one => one.member is MethodInfo == isFunction || Names.Aliases(one.member).Contains(last))
            .Where(one => topic is null || !one.parts.Any(Topics.Contains) && isFunction || one.parts.Contains(topic) || Names.Aliases(one.member).Contains(last))
            .OrderByDescending(one => one.parts.Count(segments.Contains))
            .ThenBy(one => one.parts.Contains(Torch))   // of two that fit alike, PyTorch's own is meant only where that is said
            .ThenBy(one => Math.Max(0, Names.Aliases(one.member).ToList().IndexOf(last)))   // and the one that lists the name first
            .Select(one => one.member).FirstOrDefault();
        return best is MethodInfo ? [.. members.Where(member => member is MethodInfo && member.DeclaringType == best.DeclaringType)] : best is null ? [] : [best];
    }
}
