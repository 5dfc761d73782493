using System.Collections;
using System.Reflection;
using Medulla.Bundles.Components;
using Medulla.Bundles.Expressions.Library;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>"value.name": members of modules, of Python's own types by tables, and public members of components.</summary>
internal static class Members
{
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;

    public static object? Get(ModuleTable table, object? target, string name)
        => TryGet(table, target, name, out var value) ? value : throw new ArgumentException($"{Text.Kind(target)} has no '{name}'{Suggestion(target, name)}");

    public static bool TryGet(ModuleTable table, object? target, string name, out object? value)
    {
        value = null;
        if (name.StartsWith("__", StringComparison.Ordinal) || target is null)
        {
            return false;
        }
        if (target is PythonModule module)
        {
            return module.TryGet(name, out value);
        }
        if (target is MissingModule missing)
        {
            throw new ArgumentException($"the module '{missing.Name}' is not available to expressions.");
        }
        value = target switch
        {
            ModuleName path => path.Member(name),
            TypeValue type => type.Member(name),
            string text => Strings.Method(text, name),
            PathValue path => path.Member(name),
            TableModule.Table columns => columns.Member(name),
            TableModule.Column column => column.Member(name),
            OpenFile file => file.Member(name),
            DateTime time => Times.Member(time, name),
            MetaTensor or Tensor => Tensors.Member(target, name),
            Sample sample => Collections.OfSample(sample, name),
            IDictionary map => Collections.OfDictionary(map, name),
            IList list => Collections.OfList(list, name),
            HashSet<object?> set => Collections.OfSet(set, name),
            nn.Module network => NetworkMembers.Member(network, name),
            _ => null,
        };
        return value is not null || (table.IsOpen(target.GetType()) && Reflected(target, name, out value));
    }

    /// <summary>Assigns a public property of a component, or of a module that has settings.</summary>
    public static void Set(ModuleTable table, object? target, string name, object? value)
    {
        if (target is PythonModule module)
        {
            module.Assign(name, value);
            return;
        }
        if (target is null || !table.IsOpen(target.GetType()) || Overrides.Assigned(target, name, value) is not { } changed)
        {
            throw new ArgumentException($"{Text.Kind(target)} has no '{name}' that can be assigned.");
        }
        if (!ReferenceEquals(changed, target))
        {
            throw new ArgumentException($"{Text.Kind(target)} does not change once it is made; give '{name}' where it is.");
        }
    }

    private static bool Reflected(object target, string name, out object? value)
    {
        var (type, plain) = (target.GetType(), Names.Plain(name));
        if (type.GetProperties(Instance).FirstOrDefault(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && Names.Of(p, p.Name).Contains(plain)) is { } property)
        {
            value = Binding.Unwrap(() => property.GetValue(target));
            return true;
        }
        var isMethod = type.GetMethods(Instance).Any(m => !m.IsSpecialName && !m.IsGenericMethod && m.DeclaringType != typeof(object) && Names.Of(m, m.Name).Contains(plain))
            || (target is Transforms.ITransform && name is "inverse");
        value = isMethod ? new BoundMethod(target, name) : null;
        return isMethod;
    }

    private static string Suggestion(object? target, string name)
    {
        IEnumerable<string> known = target switch
        {
            PythonModule module => module.Names,
            null or string or IEnumerable or Tensor => [],
            _ => target.GetType().GetProperties(Instance).Select(p => Names.Snake(p.Name)),
        };
        return Names.Nearest(name, known) is { } near ? $"; did you mean '{near}'?" : ".";
    }
}
