using System.Collections;
using System.Runtime.CompilerServices;
using Medulla.Bundles.Components;

namespace Medulla.Bundles.Expressions;

/// <summary>
/// Computes the value of a tree. Lists are <see cref="List{T}"/> of objects, tuples arrays, whole numbers <see cref="long"/>; steps,
/// sizes and depth are limited, so that no expression runs for ever or eats the memory.
/// </summary>
internal sealed class Interpreter(string text, Surroundings surroundings)
{
    private const long MostSteps = 50_000_000;
    private long steps;

    public object? Run(Node tree) => tree is ImportNode import ? Import(import) : Evaluate(tree, null);

    private object? Import(ImportNode import)
    {
        object? last = null;
        foreach (var (module, name, alias) in import.Names)
        {
            last = name is null ? surroundings.Table.Import(module) : surroundings.Table.ImportFrom(module, name);
            if (name is null && alias == module && module.Contains('.', StringComparison.Ordinal))
            {
                // "import a.b" makes "a" known.
                surroundings.Set(module.Split('.')[0], surroundings.Table.Import(module.Split('.')[0]));
            }
            surroundings.Set(alias, last);
        }
        return last;
    }

    private object? Evaluate(Node node, Scope? scope)
    {
        if (++steps > MostSteps)
        {
            throw Wrong(node, $"it takes more than {MostSteps} steps.");
        }
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Wrong(node, "calls are nested too deeply.");
        }
        try
        {
            return Value(node, scope);
        }
        catch (Exception e) when (e is not (ExpressionException or Configuration.ConfigException or OutOfMemoryException or OperationCanceledException) && node is not (LambdaNode or ConditionalNode))
        {
            throw Wrong(node, e is ArgumentException or InvalidCastException or FormatException ? e.Message : $"{e.GetType().Name}: {e.Message}", e);
        }
    }

    private object? Value(Node node, Scope? scope)
    {
        switch (node)
        {
            case Constant constant:
                return constant.Value;
            case NameNode name:
                return Named(name, scope);
            case ReferenceNode reference:
                return surroundings.References(reference.Id);
            case ListNode list:
                return Items(list.Items, scope);
            case TupleNode tuple:
                return Items(tuple.Items, scope).ToArray();
            case SetNode set:
                return Items(set.Items, scope).ToHashSet(Equality.Comparer);
            case DictionaryNode dictionary:
                return Dictionary(dictionary, scope);
            case UnaryNode unary:
                return Operators.Unary(unary.Operator, Evaluate(unary.Operand, scope));
            case BinaryNode binary:
                return Operators.Binary(binary.Operator, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope));
            case LogicalNode logical:
                var left = Evaluate(logical.Left, scope);
                return Truth.Of(left) == logical.IsAnd ? Evaluate(logical.Right, scope) : left;
            case ComparisonNode comparison:
                return Comparison(comparison, scope);
            case ConditionalNode conditional:
                return Evaluate(Truth.Of(Evaluate(conditional.Test, scope)) ? conditional.Then : conditional.Otherwise, scope);
            case LambdaNode lambda:
                return new LambdaFunction(lambda, [.. lambda.Parameters.Select(p => p.Default is null ? null : Evaluate(p.Default, scope))], inner => Evaluate(lambda.Body, inner), scope);
            case CallNode call:
                return Call(call, scope);
            case AttributeNode attribute:
                return Resolved(Member(attribute, scope));
            case IndexNode index:
                return Indexing.Get(Evaluate(index.Target, scope), Evaluate(index.Index, scope));
            case SliceNode slice:
                return new Slice(Evaluated(slice.Start, scope), Evaluated(slice.Stop, scope), Evaluated(slice.Step, scope));
            case AssignmentNode assignment:
                var assigned = Evaluate(assignment.Value, scope);
                (scope ?? throw Wrong(node, "':=' is possible inside a lambda or comprehension only.")).Set(assignment.Name, assigned);
                return assigned;
            case ComprehensionNode comprehension:
                return Comprehension(comprehension, scope);
            case FormattedNode formatted:
                return Limits.Checked(string.Concat(formatted.Parts.Select(part => part is FieldNode field ? Field(field, scope) : Text.Of(Evaluate(part, scope)))));
            default:
                throw Wrong(node, "'*' unpacks into a list, tuple or call.");
        }
    }

    /// <summary>A member, whose own members are not looked up yet: "monai.data" alone is nothing.</summary>
    private object? Member(AttributeNode node, Scope? scope)
        => Members.Get(surroundings.Table, node.Target is AttributeNode inner ? Member(inner, scope) : Evaluate(node.Target, scope), node.Name);

    private static object? Resolved(object? value) => value is Library.ModuleName name ? name.Resolve() : value;

    private object? Evaluated(Node? node, Scope? scope) => node is null ? null : Evaluate(node, scope);

    private object? Named(NameNode node, Scope? scope)
    {
        if ((scope is not null && scope.TryFind(node.Name, out var value)) || surroundings.TryFind(node.Name, out value))
        {
            return value;
        }
        var near = Names.Nearest(node.Name, surroundings.Names);
        throw Wrong(node, $"there is no '{node.Name}'{(near is null ? "" : $"; did you mean '{near}'?")}");
    }

    private List<object?> Items(IReadOnlyList<Node> nodes, Scope? scope)
    {
        List<object?> items = [];
        foreach (var node in nodes)
        {
            if (node is StarredNode starred)
            {
                items.AddRange(Iteration.Of(Evaluate(starred.Value, scope)));
                Limits.Check(items.Count);
            }
            else
            {
                items.Add(Evaluate(node, scope));
            }
        }
        return items;
    }

    private IDictionary Dictionary(DictionaryNode node, Scope? scope)
        => Mappings.Create(node.Items.SelectMany(pair => pair.Key is null
            ? Mappings.Pairs(Evaluate(pair.Value, scope))
            : [(Evaluate(pair.Key, scope), Evaluate(pair.Value, scope))]));

    private object? Comparison(ComparisonNode node, Scope? scope)
    {
        object? result = true;
        var left = Evaluate(node.First, scope);
        foreach (var (symbol, next) in node.Rest)
        {
            var right = Evaluate(next, scope);
            result = Operators.Compare(symbol, left, right);
            if (node.Rest.Count > 1 && !Truth.Of(result))
            {
                return result;
            }
            left = right;
        }
        return result;
    }

    private object? Call(CallNode node, Scope? scope)
    {
        var function = Evaluate(node.Function, scope);
        List<object?> positional = [];
        Dictionary<string, object?> named = [];
        foreach (var argument in node.Arguments)
        {
            var value = Evaluate(argument.Value, scope);
            if (argument.Stars == 2)
            {
                foreach (var (key, item) in Mappings.Pairs(value))
                {
                    Name(key as string ?? throw Wrong(node, "'**' takes a dictionary with names."), item);
                }
            }
            else if (argument.Stars == 1)
            {
                positional.AddRange(Iteration.Of(value));
            }
            else if (argument.Name is null)
            {
                positional.Add(value);
            }
            else
            {
                Name(argument.Name, value);
            }
        }
        return Calls.Invoke(surroundings.Table, function, positional, named);

        void Name(string name, object? value)
        {
            if (!named.TryAdd(name, value))
            {
                throw Wrong(node, $"'{name}' is given twice.");
            }
        }
    }

    private object? Comprehension(ComprehensionNode node, Scope? scope)
    {
        // The first source belongs to the surroundings, as in Python.
        var first = Evaluate(node.Clauses[0].Source, scope);
        IEnumerable<Scope> rows = Rows(node.Clauses, 0, new Scope(scope), first);
        switch (node.Kind)
        {
            case ComprehensionKind.Generator:
                return new Iterator(rows.Select(row => Evaluate(node.Element, row)));
            case ComprehensionKind.Dictionary:
                return Mappings.Create(rows.Select(row => (Evaluate(node.Element, row), Evaluate(node.Value!, row))));
            default:
                List<object?> items = [];
                foreach (var row in rows)
                {
                    items.Add(Evaluate(node.Element, row));
                    Limits.Check(items.Count);
                }
                return node.Kind == ComprehensionKind.Set ? items.ToHashSet(Equality.Comparer) : items;
        }
    }

    private IEnumerable<Scope> Rows(IReadOnlyList<Clause> clauses, int depth, Scope scope, object? source)
    {
        var clause = clauses[depth];
        foreach (var item in Iteration.Of(source))
        {
            steps++;
            // A scope of its own for each row: lambdas made here keep their values.
            var row = new Scope(scope);
            Bind(clause.Target, item, row);
            if (!clause.Conditions.All(condition => Truth.Of(Evaluate(condition, row))))
            {
                if (steps > MostSteps)
                {
                    throw Wrong(clause.Source, $"it takes more than {MostSteps} steps.");
                }
                continue;
            }
            if (depth + 1 == clauses.Count)
            {
                yield return row;
                continue;
            }
            foreach (var inner in Rows(clauses, depth + 1, row, Evaluate(clauses[depth + 1].Source, row)))
            {
                yield return inner;
            }
        }
    }

    private void Bind(Node target, object? value, Scope scope)
    {
        if (target is NameNode name)
        {
            scope.Set(name.Name, value);
            return;
        }
        var names = ((TupleNode)target).Items;
        var values = Iteration.Of(value).Take(names.Count + 1).ToList();
        if (values.Count != names.Count)
        {
            throw Wrong(target, $"{names.Count} values are expected, not {(values.Count > names.Count ? "more" : values.Count)}.");
        }
        for (var i = 0; i < names.Count; i++)
        {
            Bind(names[i], values[i], scope);
        }
    }

    private string Field(FieldNode field, Scope? scope)
    {
        var value = Evaluate(field.Value, scope);
        value = field.Conversion switch { 'r' or 'a' => Text.Quoted(value), 's' => Text.Of(value), _ => value };
        return Formatting.Format(value, field.Format is null ? "" : Text.Of(Evaluate(field.Format, scope)));
    }

    private ExpressionException Wrong(Node node, string cause, Exception? inner = null) => new(text, node.At, cause, inner);
}
