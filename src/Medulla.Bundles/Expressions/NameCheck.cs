using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Medulla.Bundles.Expressions.Library;

namespace Medulla.Bundles.Expressions;

/// <summary>Looks up the names of an expression without computing it: variables, members of modules, components.</summary>
internal static class NameCheck
{
    /// <exception cref="ExpressionException">A name is not known.</exception>
    public static void Run(PythonExpression expression, Surroundings surroundings) => Visit(expression.Tree, [], expression.Text, surroundings);

    private static void Visit(Node node, HashSet<string> local, string text, Surroundings surroundings)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ExpressionException(text, node.At, "too many operators in a row.");
        }
        switch (node)
        {
            case AttributeNode or NameNode:
                Dotted(node, local, text, surroundings);
                return;
            case LambdaNode lambda:
                Children(lambda with { Body = new Constant(0, null) }, local, text, surroundings);
                Visit(lambda.Body, [.. local, .. lambda.Parameters.Select(p => p.Name)], text, surroundings);
                return;
            case ComprehensionNode comprehension:
                HashSet<string> inner = [.. local];
                foreach (var clause in comprehension.Clauses)
                {
                    Visit(clause.Source, inner, text, surroundings);
                    Bind(clause.Target, inner);
                    foreach (var condition in clause.Conditions)
                    {
                        Visit(condition, inner, text, surroundings);
                    }
                }
                Visit(comprehension.Element, inner, text, surroundings);
                if (comprehension.Value is { } value)
                {
                    Visit(value, inner, text, surroundings);
                }
                return;
            case AssignmentNode assignment:
                local.Add(assignment.Name);
                Visit(assignment.Value, local, text, surroundings);
                return;
            default:
                Children(node, local, text, surroundings);
                return;
        }
    }

    private static void Bind(Node target, HashSet<string> names)
    {
        if (target is NameNode name)
        {
            names.Add(name.Name);
        }
        else
        {
            foreach (var item in ((TupleNode)target).Items)
            {
                Bind(item, names);
            }
        }
    }

    /// <summary>"a.b.c": as far as modules go; what comes after a call or a value is known only when it is there.</summary>
    private static void Dotted(Node node, HashSet<string> local, string text, Surroundings surroundings)
    {
        Stack<AttributeNode> members = [];
        while (node is AttributeNode attribute)
        {
            members.Push(attribute);
            node = attribute.Target;
        }
        if (node is not NameNode name || local.Contains(name.Name))
        {
            if (node is not NameNode)
            {
                Visit(node, local, text, surroundings);
            }
            return;
        }
        if (!surroundings.TryFind(name.Name, out var value))
        {
            var near = Components.Names.Nearest(name.Name, surroundings.Names);
            throw new ExpressionException(text, name.At, $"there is no '{name.Name}'{(near is null ? "" : $"; did you mean '{near}'?")}");
        }
        try
        {
            while (members.TryPop(out var member) && value is PythonModule or ModuleName or TypeValue or MissingModule)
            {
                node = member;
                value = value is MissingModule missing ? throw new ArgumentException($"the module '{missing.Name}' is not available to expressions.") : Members.Get(surroundings.Table, value, member.Name);
            }
            if (value is ModuleName component)
            {
                component.Resolve();
            }
        }
        catch (ArgumentException e)
        {
            throw new ExpressionException(text, node.At, e.Message, e);
        }
    }

    private static void Children(object node, HashSet<string> local, string text, Surroundings surroundings)
    {
        foreach (var property in node.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            foreach (var child in Nodes(property.GetValue(node)))
            {
                Visit(child, local, text, surroundings);
            }
        }
    }

    private static IEnumerable<Node> Nodes(object? value) => value switch
    {
        Node node => [node],
        string or null => [],
        Argument argument => [argument.Value],
        Parameter parameter => Nodes(parameter.Default),
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Nodes(tuple[i])),
        IEnumerable items => items.Cast<object?>().SelectMany(Nodes),
        _ => [],
    };
}
