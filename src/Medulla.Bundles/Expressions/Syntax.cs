namespace Medulla.Bundles.Expressions;

/// <summary>A piece of an expression and the index of the character where it begins.</summary>
internal abstract record Node(int At);

internal sealed record Constant(int At, object? Value) : Node(At);

internal sealed record NameNode(int At, string Name) : Node(At);

/// <summary>"@id": another item of the configuration.</summary>
internal sealed record ReferenceNode(int At, string Id) : Node(At);

internal sealed record ListNode(int At, IReadOnlyList<Node> Items) : Node(At);

internal sealed record TupleNode(int At, IReadOnlyList<Node> Items) : Node(At);

internal sealed record SetNode(int At, IReadOnlyList<Node> Items) : Node(At);

/// <summary>A dictionary; where the key is null the value is one too, unpacked by "**".</summary>
internal sealed record DictionaryNode(int At, IReadOnlyList<(Node? Key, Node Value)> Items) : Node(At);

internal sealed record UnaryNode(int At, string Operator, Node Operand) : Node(At);

internal sealed record BinaryNode(int At, string Operator, Node Left, Node Right) : Node(At);

/// <summary>"and" or "or".</summary>
internal sealed record LogicalNode(int At, bool IsAnd, Node Left, Node Right) : Node(At);

/// <summary>A chain such as "a &lt; b &lt;= c".</summary>
internal sealed record ComparisonNode(int At, Node First, IReadOnlyList<(string Operator, Node Right)> Rest) : Node(At);

internal sealed record ConditionalNode(int At, Node Test, Node Then, Node Otherwise) : Node(At);

internal sealed record LambdaNode(int At, IReadOnlyList<Parameter> Parameters, Node Body) : Node(At);

/// <summary>A parameter of a lambda; one star takes the remaining positions, two the remaining names, and a lone star ends the positions.</summary>
internal sealed record Parameter(string Name, Node? Default, int Stars);

internal sealed record CallNode(int At, Node Function, IReadOnlyList<Argument> Arguments) : Node(At);

/// <summary>An argument of a call; stars unpack.</summary>
internal sealed record Argument(string? Name, Node Value, int Stars);

internal sealed record AttributeNode(int At, Node Target, string Name) : Node(At);

internal sealed record IndexNode(int At, Node Target, Node Index) : Node(At);

internal sealed record SliceNode(int At, Node? Start, Node? Stop, Node? Step) : Node(At);

internal sealed record StarredNode(int At, Node Value) : Node(At);

internal sealed record AssignmentNode(int At, string Name, Node Value) : Node(At);

/// <summary>A comprehension or generator; of a dictionary, <paramref name="Value"/> goes with the element.</summary>
internal sealed record ComprehensionNode(int At, ComprehensionKind Kind, Node Element, Node? Value, IReadOnlyList<Clause> Clauses) : Node(At);

/// <summary>"for target in source if condition …".</summary>
internal sealed record Clause(Node Target, Node Source, IReadOnlyList<Node> Conditions);

/// <summary>An f-string: constants and fields.</summary>
internal sealed record FormattedNode(int At, IReadOnlyList<Node> Parts) : Node(At);

/// <summary>A field of an f-string: value, conversion ('r', 's', 'a' or none) and format.</summary>
internal sealed record FieldNode(int At, Node Value, char Conversion, Node? Format) : Node(At);

/// <summary>"import module as alias" or "from module import name as alias".</summary>
internal sealed record ImportNode(int At, IReadOnlyList<(string Module, string? Name, string Alias)> Names) : Node(At);

internal enum ComprehensionKind
{
    List,
    Set,
    Dictionary,
    Generator,
}
