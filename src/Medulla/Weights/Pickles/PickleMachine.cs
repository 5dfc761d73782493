using System.Numerics;

namespace Medulla.Weights.Pickles;

/// <summary>
/// Runs a pickle (protocols 2 to 5, binary opcodes) as far as it builds tensors and plain data. It calls nothing but the functions
/// that <paramref name="find"/> gives, and copies no more than a few times what the pickle holds.
/// </summary>
/// <param name="input">The pickle.</param>
/// <param name="find">Gives the meaning of a module and name; null refuses it.</param>
internal sealed class PickleMachine(PickleInput input, Func<string, string, PickledName?> find)
{
    private const int MaxProtocol = 5, MaxNumber = 1024, CopiesAllowed = 4;
    private static readonly object?[] Empty = [];
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private object?[] memo = [];
    private readonly Dictionary<string, StorageReference> storages = [];
    private int memoized;
    private long copied;

    /// <summary>Runs up to the end of one pickle.</summary>
    /// <returns>
    /// null, bool, long, <see cref="BigInteger"/>, double, <see cref="Complex"/>, string, byte[], object[] (a tuple),
    /// <see cref="List{T}"/>, <see cref="HashSet{T}"/>, <see cref="OrderedDictionary{TKey, TValue}"/>, <see cref="PickledTensor"/>,
    /// <see cref="PickledObject"/> or <see cref="PickledName"/>.
    /// </returns>
    /// <exception cref="WeightsFormatException">The pickle is damaged, or asks for what is not allowed.</exception>
    public object? Run()
    {
        for (; ; )
        {
            var opcode = (char)input.Byte();
            if (opcode == '.')
            {
                return stack.Count == 1 && marks.Count == 0 ? stack[0] : throw Bad($"ends with {stack.Count} values where one belongs");
            }
            if (!RunValue(opcode) && !RunContainer(opcode))
            {
                Call(opcode);
            }
        }
    }

    /// <summary>The storages that were referred to, by key; the part meant is of no account here.</summary>
    public IReadOnlyDictionary<string, StorageReference> Storages => storages;

    /// <summary>Notes a storage; every reference to a key must mean the same.</summary>
    public StorageReference Note(StorageReference storage)
    {
        if (!storages.TryAdd(storage.Key, storage) && (storages[storage.Key].Type, storages[storage.Key].Length) != (storage.Type, storage.Length))
        {
            throw Bad($"has two storages '{storage.Key}', of {storages[storage.Key].Length} and of {storage.Length} elements or of two types");
        }
        return storage;
    }

    public WeightsFormatException Bad(string cause) => input.Bad(cause);

    /// <summary>Notes that values are copied, which a short pickle could do without end by naming one long value again and again.</summary>
    public void Spend(long count)
    {
        copied += count;
        if (copied > input.Length * CopiesAllowed + MaxNumber)
        {
            throw Bad($"copies more than {CopiesAllowed} times what it holds; no real file does");
        }
    }

    private bool RunValue(char opcode)
    {
        switch (opcode)
        {
            case '\x80':
                var protocol = input.Byte();
                if (protocol is < 2 or > MaxProtocol)
                {
                    throw Bad($"is of protocol {protocol}; 2 to {MaxProtocol} are known");
                }
                return true;
            case '\x95':
                input.Need(input.Int64());   // a frame: its length, then opcodes as ever
                return true;
            case 'N': return Push(null);
            case '\x88': return Push(true);
            case '\x89': return Push(false);
            case 'K': return Push((long)input.Byte());
            case 'M': return Push((long)input.UInt16());
            case 'J': return Push((long)input.Int32());
            case '\x8a': return Push(Number(input.Byte()));
            case '\x8b': return Push(Number(input.Int32()));
            case 'G': return Push(input.Double());
            case 'X': return Push(input.Text((uint)input.Int32()));
            case '\x8c': return Push(input.Text(input.Byte()));
            case '\x8d': return Push(input.Text(input.Int64()));
            case 'U': return Push(input.TextOrBytes(input.Byte()));
            case 'T': return Push(input.TextOrBytes(input.Int32()));
            case 'C': return Push(input.Bytes(input.Byte()));
            case 'B': return Push(input.Bytes((uint)input.Int32()));
            case '\x8e' or '\x96': return Push(input.Bytes(input.Int64()));
            case 'q': return Remember(input.Byte());
            case 'r': return Remember((uint)input.Int32());
            case '\x94': return Remember(memoized);
            case 'h': return Push(Recall(input.Byte()));
            case 'j': return Push(Recall((uint)input.Int32()));
            case '2': return Push(Top);
            default: return false;
        }
    }

    private bool RunContainer(char opcode)
    {
        switch (opcode)
        {
            case '(':
                marks.Add(stack.Count);
                return true;
            case '0':
                Pop();
                return true;
            case '1':
                PopToMark();
                return true;
            case ')': return Push(Empty);
            case '\x85': return Push(PopLast(1));
            case '\x86': return Push(PopLast(2));
            case '\x87': return Push(PopLast(3));
            case 't': return Push(PopToMark());
            case ']': return Push(new List<object?>());
            case 'l': return Push(new List<object?>(PopToMark()));
            case '}': return Push(new OrderedDictionary<object, object?>(KeyComparer.Instance));
            case 'd':
                var items = PopToMark();
                Push(new OrderedDictionary<object, object?>(KeyComparer.Instance));
                return SetItems(items);
            case '\x8f': return Push(new HashSet<object>(KeyComparer.Instance));
            case '\x91': return Push(Set(PopToMark()));
            case 'a': return Append(PopLast(1));
            case 'e': return Append(PopToMark());
            case 's': return SetItems(PopLast(2));
            case 'u': return SetItems(PopToMark());
            case '\x90':
                var added = PopToMark();
                foreach (var item in added)
                {
                    (Top as HashSet<object> ?? throw Bad("adds items to what is no set")).Add(Key(item));
                }
                return true;
            default: return false;
        }
    }

    private void Call(char opcode)
    {
        switch (opcode)
        {
            case 'c':
                Push(Find(input.Line(), input.Line()));
                break;
            case '\x93':
                var names = PopLast(2);
                Push(names is [string module, string name] ? Find(module, name) : throw Bad("names a class by something else than two strings"));
                break;
            case 'R' or '\x81':
                Construct(PopLast(2));
                break;
            case '\x92':
                var parts = PopLast(3);
                if (parts is not [_, object?[] arguments, { } keywords])
                {
                    throw Bad("constructs an object without a tuple of arguments");
                }
                object?[] extended = [.. arguments, keywords];
                Spend(extended.Length);
                Construct([parts[0], extended]);
                break;
            case 'b':
                var state = Pop();
                SetState(Top, state);
                break;
            case 'Q':
                Push(TensorBuilding.Persistent(this, Pop()));
                break;
            case 'I' or 'L' or 'F' or 'S' or 'V' or 'P' or 'p' or 'g':
                throw Bad($"uses the text opcode '{opcode}' of protocol 0; PyTorch writes protocol 2 or later");
            default:
                throw Bad($"uses the opcode 0x{(int)opcode:x2}, which builds no tensors or plain data and is refused");
        }
    }

    private PickledName Find(string module, string name)
        => find(module, name) ?? throw Bad($"asks for {module}.{name}, which is not among the names that build tensors and plain data. "
            + "It was refused and nothing was run. Ask for unknown objects to be kept as inert data (keepUnknown), or save the weights alone: torch.save(model.state_dict(), path)");

    private void Construct(object?[] call)
    {
        if (call is not [PickledFunction function, object?[] arguments])
        {
            throw Bad($"calls {Describe(call[0])}, which is no function that builds tensors or plain data; it was refused and nothing was run");
        }
        Push(function.Build(this, arguments));
    }

    private void SetState(object? target, object? state)
    {
        switch (target)
        {
            case PickledTensor array:
                NumpyValues.Fill(this, array, state);
                break;
            case NumpyType type:
                type.SetState(this, state);
                break;
            case PickledObject unknown:
                unknown.State = state;
                break;
            case OrderedDictionary<object, object?>:
                break;   // its attributes, the versions of modules, say nothing about values
            default:
                throw Bad($"sets the state of {Describe(target)}, which has none");
        }
    }

    private bool Append(object?[] items)
    {
        var target = Top switch
        {
            List<object?> list => list,
            PickledObject unknown => unknown.Added,
            _ => throw Bad($"appends to {Describe(Top)}"),
        };
        target.AddRange(items);
        return true;
    }

    private bool SetItems(object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Bad("sets a key without a value");
        }
        if (Top is PickledObject unknown)
        {
            unknown.Added.AddRange(items);
            return true;
        }
        var target = Top as OrderedDictionary<object, object?> ?? throw Bad($"sets items of {Describe(Top)}");
        for (var i = 0; i < items.Length; i += 2)
        {
            target[Key(items[i])] = items[i + 1];
        }
        return true;
    }

    /// <summary>A set of the given values.</summary>
    public HashSet<object> Set(IReadOnlyCollection<object?> items)
    {
        Spend(items.Count);
        return new(items.Select(Key), KeyComparer.Instance);
    }

    /// <summary>A value that can be a key.</summary>
    public object Key(object? value) => KeyComparer.Takes(value) ? value! : throw Bad($"has {Describe(value)} as a key; keys are strings, numbers, tuples and names");

    public static string Describe(object? value) => value switch
    {
        null => "None",
        PickledName name => name.Name,
        object?[] => "a tuple",
        List<object?> => "a list",
        HashSet<object> => "a set",
        OrderedDictionary<object, object?> => "a dictionary",
        PickledObject or PickledTensor => value.ToString()!,
        _ => $"a {value.GetType().Name}",
    };

    private object Number(int length)
    {
        if (length is < 0 or > MaxNumber)
        {
            throw Bad($"has a number of {length} bytes; at most {MaxNumber} are expected");
        }
        var number = new BigInteger(input.Bytes(length));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    private bool Push(object? value)
    {
        stack.Add(value);
        return true;
    }

    private int Floor => marks.Count == 0 ? 0 : marks[^1];

    private object? Top => stack.Count > Floor ? stack[^1] : throw Bad("takes a value where there is none");

    private object? Pop()
    {
        var value = Top;
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopLast(int count)
    {
        if (stack.Count - Floor < count)
        {
            throw Bad($"takes {count} values where there are {stack.Count - Floor}");
        }
        var values = new object?[count];
        stack.CopyTo(stack.Count - count, values, 0, count);
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
        {
            throw Bad("goes back to a mark that was never set");
        }
        var values = PopLast(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return values;
    }

    private bool Remember(long index)
    {
        // Writers count their notes, so an index cannot be above the bytes read so far; a larger one would only fill memory.
        if (index > input.Position)
        {
            throw Bad($"remembers a value as number {index}");
        }
        if (index >= memo.Length)
        {
            Array.Resize(ref memo, (int)Math.Max(Math.Min(2L * memo.Length, Array.MaxLength), index + 16));
        }
        memo[index] = Top;
        memoized = Math.Max(memoized, (int)index + 1);
        return true;
    }

    private object? Recall(long index) => index < memoized ? memo[index] : throw Bad($"recalls value {index}, which was not remembered");

}
