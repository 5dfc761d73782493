using Medulla.Bundles.Components;
using Medulla.Bundles.Expressions;
using Medulla.Bundles.Expressions.Library;

namespace Medulla.Bundles.Tests.Expressions;

public class PythonExpressionTests
{
    /// <summary>What CPython writes for each expression.</summary>
    [Theory]
    [InlineData("1 + 2 * 3 ** 2 ** 1", "19")]
    [InlineData("-2 ** 2", "-4")]
    [InlineData("2 ** -1", "0.5")]
    [InlineData("7 // 2, -7 // 2, 7 // -2, -7 % 3, 7 % -3, -7.5 % 2, 7.5 // 2", "(3, -4, -4, 2, -2, 0.5, 3.0)")]
    [InlineData("10 / 4, 10 / 5", "(2.5, 2.0)")]
    [InlineData("1 << 10 >> 3 | 5 & 6 ^ 3", "135")]
    [InlineData("~5", "-6")]
    [InlineData("not 0 and 1 or 2", "1")]
    [InlineData("0 or '' or None or []", "[]")]
    [InlineData("1 < 2 < 3, 1 < 2 > 3, 1 == 1.0, 1 is None, None is None, 'a' in 'cat', 3 not in [1, 2]", "(True, False, True, False, True, True, True)")]
    [InlineData("[1, 2] == [1, 2], (1, 2) == [1, 2], {'a': 1} == {'a': 1.0}, True == 1", "(True, False, True, True)")]
    [InlineData("'a' if 1 > 2 else 'b'", "'b'")]
    [InlineData("'it''s' \"joined\", r'\\n', '\\x41\\u00e9\\t', \"\"\"a\nb\"\"\"", "('itsjoined', '\\\\n', 'Aé\\t', 'a\\nb')")]
    [InlineData("'%s-%d-%.3f-%5d|%-5s|%05.1f%%' % ('x', 3, 1.23456, 42, 'ab', 3.14159)", "'x-3-1.235-   42|ab   |003.1%'")]
    [InlineData("'%(a)s' % {'a': 1}", "'1'")]
    [InlineData("'{} {1} {x!r:>5}'.format(1, 2, x='q') if False else '{0} {1} {x!r:>5}'.format(1, 2, x='q')", "\"1 2   'q'\"")]
    [InlineData("f'{1+1} {\"a\"!r} {3.14159:.2f} {{}} {10:>5}|{10:<5}|{10:^5}|{10:05d}|{1234567:,}|{255:#x}|{0.5:.1%}|{1e-7:g}|{12345.678:e}'", "\"2 'a' 3.14 {}    10|10   | 10  |00010|1,234,567|0xff|50.0%|1e-07|1.234568e+04\"")]
    [InlineData("f'{3:{5}}'", "'    3'")]
    [InlineData("[x * 2 for x in range(5) if x % 2 == 0]", "[0, 4, 8]")]
    [InlineData("[(i, j) for i in range(3) for j in range(i)]", "[(1, 0), (2, 0), (2, 1)]")]
    [InlineData("{k: v for k, v in zip('abc', [1, 2, 3])}", "{'a': 1, 'b': 2, 'c': 3}")]
    [InlineData("sorted({x % 3 for x in range(10)})", "[0, 1, 2]")]
    [InlineData("list(x + 1 for x in [1, 2])", "[2, 3]")]
    [InlineData("sum(x for x in range(101))", "5050")]
    [InlineData("(lambda x, y=2, *a, k=5, **kw: (x, y, a, k, kw))(1, 3, 4, 5, z=6)", "(1, 3, (4, 5), 5, {'z': 6})")]
    [InlineData("(lambda *a: a)(*[1, 2], *(3,))", "(1, 2, 3)")]
    [InlineData("(lambda **k: k)(**{'a': 1}, b=2)", "{'a': 1, 'b': 2}")]
    [InlineData("[f(1) for f in [lambda x, i=i: x + i for i in range(3)]]", "[1, 2, 3]")]
    [InlineData("list(map(lambda x: x ** 2, [1, 2, 3])), list(filter(None, [0, 1, '', 2])), list(enumerate('ab', 1)), list(reversed([1, 2, 3]))", "([1, 4, 9], [1, 2], [(1, 'a'), (2, 'b')], [3, 2, 1])")]
    [InlineData("max(3, 1, 2), min([4, 2, 8]), max(['a', 'bbb', 'cc'], key=len), min([], default=7)", "(3, 2, 'bbb', 7)")]
    [InlineData("sorted([3, 1, 2], reverse=True), sorted(['b', 'A'], key=str.lower) if False else sorted(['b', 'a'])", "([3, 2, 1], ['a', 'b'])")]
    [InlineData("[1, 2, 3, 4, 5][1:4], [1, 2, 3, 4, 5][::-1], [1, 2, 3, 4, 5][-2:], 'hello'[1:-1], (1, 2, 3)[:2], [1, 2, 3][-1]", "([2, 3, 4], [5, 4, 3, 2, 1], [4, 5], 'ell', (1, 2), 3)")]
    [InlineData("[10, 20, 30, 40][::2], 'abcdef'[::-2], [0, 1, 2, 3][3:0:-1], [1, 2][5:], [1, 2][-9:1]", "([10, 30], 'fdb', [3, 2, 1], [], [1])")]
    [InlineData("{'a': 1, **{'b': 2}}, [*range(3), 9], {**{'x': 1}, 'x': 2}", "({'a': 1, 'b': 2}, [0, 1, 2, 9], {'x': 2})")]
    [InlineData("{'a': 1}.get('b', 5), list({'a': 1, 'b': 2}.items()), list({'a': 1}.keys()), list({'a': 1}.values())", "(5, [('a', 1), ('b', 2)], ['a'], [1])")]
    [InlineData("'a,b,c'.split(','), ' x '.strip(), 'a-b'.replace('-', '+'), ','.join(['a', 'b']), 'Abc'.lower(), 'abc'.upper(), 'a.nii.gz'.endswith(('.gz', '.x')), 'abc'.find('c')", "(['a', 'b', 'c'], 'x', 'a+b', 'a,b', 'abc', 'ABC', True, 2)")]
    [InlineData("'a b  c'.split(), 'a,b,c'.rsplit(',', 1), 'a,b,c'.split(',', 1), 'x=1'.partition if False else 'abc'.zfill(5), '-5'.zfill(4)", "(['a', 'b', 'c'], ['a,b', 'c'], ['a', 'b,c'], '00abc', '-005')")]
    [InlineData("str(1.0), str(1e-05), str(1e16), str(123456789.123), str(0.1), str(1e15), repr('a\\'b'), str(None), str(True), str([1, 'a', 2.5]), str((1,)), str({'a': (1, 2)})", "('1.0', '1e-05', '1e+16', '123456789.123', '0.1', '1000000000000000.0', '\"a\\'b\"', 'None', 'True', \"[1, 'a', 2.5]\", '(1,)', \"{'a': (1, 2)}\")")]
    [InlineData("1e300 * 10, -0.0, 1e22, 1.5e-10, 123456789012345680.0, 0.0001, 0.00012", "(1e+301, -0.0, 1e+22, 1.5e-10, 1.2345678901234568e+17, 0.0001, 0.00012)")]
    [InlineData("int('12'), int(3.9), int(-3.9), float('1.5'), float('inf'), int('ff', 16), bool([]), str(5), list('ab'), tuple([1]), dict(a=1), set([1]) == {1}", "(12, 3, -3, 1.5, inf, 255, False, '5', ['a', 'b'], (1,), {'a': 1}, True)")]
    [InlineData("isinstance(1, int), isinstance('a', (int, str)), isinstance([1], list), isinstance(1.0, int), isinstance(True, int), isinstance((1,), list)", "(True, True, True, False, True, False)")]
    [InlineData("len('abc'), len([1, 2]), abs(-3), round(2.5), round(3.14159, 2), divmod(7, 3), pow(2, 5), all([1, 0]), any([0, 1]), sum([1.5, 2])", "(3, 2, 3, 2, 3.14, (2, 1), 32, False, True, 3.5)")]
    [InlineData("[1, 2] + [3], (1,) + (2,), [0] * 3, 'ab' * 2, 2 * [1]", "([1, 2, 3], (1, 2), [0, 0, 0], 'abab', [1, 1])")]
    [InlineData("math.pi, math.sqrt(2), math.ceil(1.2), math.floor(-1.2), math.log(8, 2), math.prod([1, 2, 3])", "(3.141592653589793, 1.4142135623730951, 2, -2, 3.0, 6)")]
    [InlineData("os.path.join('a', 'b', 'c.txt'), os.path.basename('/x/y.z'), os.path.dirname('/x/y.z'), os.path.splitext('a/b.nii.gz'), os.path.join('a', '/b')", "('a/b/c.txt', 'y.z', '/x', ('a/b.nii', '.gz'), '/b')")]
    [InlineData("json.loads('{\"a\": [1, 2.5, null, true]}'), json.dumps({'a': [1, None, True]}) if False else 1", "({'a': [1, 2.5, None, True]}, 1)")]
    [InlineData("functools.partial(lambda a, b: a - b, 10)(3), functools.partial(lambda a, b: a - b, b=1)(3)", "(7, 2)")]
    [InlineData("[y := 5, y ** 2] if False else 1", "1")]
    [InlineData("[z for x in range(3) if (z := x * 2) > 0]", "[2, 4]")]
    [InlineData("next(iter([1, 2])), next((x for x in [1, 2, 3] if x > 1), None), next(iter([]), 'none')", "(1, 2, 'none')")]
    [InlineData("1_000_000, 0xff, 0o17, 0b101, 1e3, .5, 5.", "(1000000, 255, 15, 5, 1000.0, 0.5, 5.0)")]
    [InlineData("(1), (1,), (), [], {}", "(1, (1,), (), [], {})")]
    [InlineData("'a' < 'b', [1, 2] < [1, 3], (1, 2) < (1, 2, 3)", "(True, True, True)")]
    [InlineData("{1, 2} | {3} == {1, 2, 3}, {1, 2} & {2} == {2}, {1, 2} - {2} == {1}", "(True, True, True)")]
    [InlineData("True + 1, True and 'x', not [], None or 3", "(2, 'x', True, 3)")]
    [InlineData("sum([[1], [2, 3]], [])", "[1, 2, 3]")]
    [InlineData("str(range(3)) if False else list(range(10, 0, -3))", "[10, 7, 4, 1]")]
    [InlineData("[[1, 2], [3, 4]][1][0], {'a': {'b': [7]}}['a']['b'][0]", "(3, 7)")]
    [InlineData("hasattr('a', 'upper'), getattr('a', 'upper')(), callable(len)", "(True, 'A', True)")]
    [InlineData("list(zip([1, 2, 3], 'ab')), list(itertools.chain([1], [2]))", "([(1, 'a'), (2, 'b')], [1, 2])")]
    [InlineData("'{:>8.3f}|{:+d}|{:e}|{:%}'.format(3.14159, 5, 12345.678, 0.25)", "'   3.142|+5|1.234568e+04|25.000000%'")]
    [InlineData("'%x %X %o %e %g %r' % (255, 255, 8, 12345.678, 0.0001, 'a')", "\"ff FF 10 1.234568e+04 0.0001 'a'\"")]
    [InlineData("'tést'[1], len('tést'), 'a\\\\b'", "('é', 4, 'a\\\\b')")]
    [InlineData("'abc'[10:] , 'abc'[-2], [1,2,3].index(2), (1,2,1).count(1), 'banana'.count('an')", "('', 'b', 1, 2, 2)")]
    [InlineData("f'{0.1+0.2}', f'{1/3:.3}', f'{1e10}', f'{100000000000000000000.0}', f'{5!s:>3}', f\"{'a':-^7}\"", "('0.30000000000000004', '0.333', '10000000000.0', '1e+20', '  5', '---a---')")]
    [InlineData("10 ** 3, 2.0 ** 0.5, 0 ** 0, (-1) ** 3, (-8) ** 2", "(1000, 1.4142135623730951, 1, -1, 64)")]
    [InlineData("[i for i in [1, 2, 3] if i > 1 if i < 3], [[j for j in range(i)] for i in range(3)]", "([2], [[], [0], [0, 1]])")]
    [InlineData("'  a b'.title() if False else 'a b'.title(), 'aBc'.capitalize()", "('A B', 'Abc')")]
    public void Value_IsPythons(string expression, string expected) => Assert.Equal(expected, Text.Quoted(Evaluate(expression)));

    [Theory]
    [InlineData("1 +", "a value is expected, not 'the end'")]
    [InlineData("(1, 2", "')' is expected")]
    [InlineData("a.b.c", "there is no 'a'")]
    [InlineData("leng([1])", "did you mean 'len'?")]
    [InlineData("'abc", "does not end")]
    [InlineData("x = 1", "'=' is not expected here")]
    [InlineData("yield 1", "'yield' is not possible in an expression")]
    [InlineData("1 if 2", "'else' is expected")]
    [InlineData("1 / 0", "division by 0")]
    [InlineData("[1][5]", "the index 5 is outside the 1 elements")]
    [InlineData("{'image': 1}['imag']", "did you mean 'image'?")]
    [InlineData("1 + 'a'", "'+' does not go with a whole number and text")]
    [InlineData("f'{1'", "does not end")]
    [InlineData("(lambda x: x)()", "needs 'x'")]
    [InlineData("2 ** 100", "OverflowException")]
    [InlineData("b'x'", "bytes are not supported")]
    [InlineData("'a'.foo()", "text has no 'foo'")]
    [InlineData("monai.transforms.Spacin()", "did you mean 'Spacing'?")]
    public void Fault_IsNamedWithItsPlace(string expression, string message)
    {
        var error = Assert.Throws<ExpressionException>(() => Evaluate(expression));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Column, 1, expression.Length + 1);
    }

    /// <summary>Ways that Python code takes to reach what no table gives it.</summary>
    [Theory]
    [InlineData("__import__('os').system('id')")]
    [InlineData("eval('1')")]
    [InlineData("exec('1')")]
    [InlineData("().__class__.__bases__[0].__subclasses__()")]
    [InlineData("'a'.__class__")]
    [InlineData("monai.__builtins__")]
    [InlineData("(lambda: 0).__globals__")]
    [InlineData("getattr(1, '__class__')")]
    [InlineData("os.system('id')")]
    [InlineData("os.remove('x')")]
    [InlineData("os.popen('id')")]
    [InlineData("open('/tmp/medulla-must-not-exist', 'w')")]
    [InlineData("subprocess.run(['id'])")]
    [InlineData("monai.transforms.Compose([]).GetType()")]
    [InlineData("monai.transforms.Compose([]).get_type()")]
    [InlineData("torch.utils.cpp_extension.load('x', ['y'])")]
    [InlineData("torch.hub.load('a', 'b')")]
    [InlineData("torch.ones(1).Dispose()")]
    [InlineData("torch.ones(1).Handle")]
    [InlineData("pathlib.Path('x').unlink()")]
    [InlineData("pathlib.Path('x').write_text('y')")]
    [InlineData("shutil.rmtree('/')")]
    public void WhatIsNotInTheTable_IsRefused(string expression) => Assert.Throws<ExpressionException>(() => Evaluate(expression));

    [Theory]
    [InlineData("[0] * 10 ** 12")]
    [InlineData("'a' * 10 ** 12")]
    [InlineData("list(range(10 ** 15))")]
    [InlineData("(lambda f: f(f))(lambda f: f(f))")]
    [InlineData("[x for x in range(10 ** 7) for y in range(10 ** 7)]")]
    [InlineData("'{:9999999999}'.format(1)")]
    [InlineData("f'{1:999999999}'")]
    [InlineData("'%999999999d' % 1")]
    public void Greed_IsRefusedQuickly(string expression)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ExpressionException>(() => Evaluate(expression));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L << 30);
    }

    [Fact]
    public void DeepNesting_IsRefused()
    {
        foreach (var text in (string[])[new string('(', 100_000), new string('[', 100_000), string.Concat(Enumerable.Repeat("-", 100_000)) + "1", string.Concat(Enumerable.Repeat("not ", 100_000)) + "1",
            string.Concat(Enumerable.Repeat("lambda: ", 10_000)) + "1", "a" + string.Concat(Enumerable.Repeat(".b", 10_000)), string.Join("+", Enumerable.Repeat("1", 200_000)), string.Join("**", Enumerable.Repeat("1", 20_000)),
            string.Concat(Enumerable.Repeat("f'{", 50))])
        {
            Assert.Throws<ExpressionException>(() => Evaluate(text));
        }
    }

    [Fact]
    public void Arrays_FollowPyTorch()
    {
        Assert.Equal("(2, 3)", Text.Quoted(Evaluate("torch.zeros(2, 3).shape")));
        Assert.Equal("[[1.0, 2.0], [3.0, 4.0]]", Text.Quoted(Evaluate("torch.tensor([[1.0, 2], [3, 4]]).tolist()")));
        Assert.Equal("[3.0, 7.0]", Text.Quoted(Evaluate("torch.tensor([[1.0, 2], [3, 4]]).sum(dim=1).tolist()")));
        Assert.Equal("[True, False]", Text.Quoted(Evaluate("(torch.tensor([1.0, -1.0]) > 0).tolist()")));
        Assert.Equal("[1, 0]", Text.Quoted(Evaluate("torch.where(torch.tensor([5, 1]) > 2, 1, 0).tolist()")));
        Assert.Equal("[2.0, 4.0]", Text.Quoted(Evaluate("(2 * torch.tensor([[1.0, 2.0]]))[0].tolist()")));
        Assert.Equal("[[2], [4]]", Text.Quoted(Evaluate("torch.arange(6).reshape(2, 3)[:, 2:].sub(torch.tensor([[0], [1]])).tolist()")));
        Assert.Equal("[3, 1]", Text.Quoted(Evaluate("np.array([1, 3])[::-1].tolist() if False else list(torch.ones(3, 1).size())")));
        Assert.Equal("[1, 4]", Text.Quoted(Evaluate("torch.arange(6).reshape(1, 2, 3)[0, ..., 1].tolist()")));
        Assert.Equal("4", Text.Quoted(Evaluate("torch.tensor([[1, 4], [2, 3]]).max().item()")));
        Assert.Equal("[0.0, 0.0]", Text.Quoted(Evaluate("torch.nan_to_num(torch.tensor([float('nan'), 0.0])).tolist()")));
        Assert.Equal("torch.float32", Text.Quoted(Evaluate("torch.ones(1).to(torch.float32).dtype")));
        Assert.Equal("[0.0, 0.5]", Text.Quoted(Evaluate("(np.arange(2) / 2).tolist()")));
    }

    [Fact]
    public void Lambda_TakesImagesAndKeepsTheirPlace()
    {
        var function = Conversion.To<Func<object?, object?>>(Evaluate("lambda x: torch.where(x > 0, x * 2, 0)"), "function");
        using var image = new MetaTensor(TorchSharp.torch.tensor(new float[] { -1, 3 }, [1, 2]), Medulla.Imaging.Geometry.Affine.Scaling(2.0));
        var result = Assert.IsType<MetaTensor>(function(image));
        Assert.Equal([0f, 6f], result.Data.data<float>());
        Assert.Equal(image.Affine, result.Affine);
    }

    [Fact]
    public void Component_IsMadeByItsName()
    {
        var step = Assert.IsType<Medulla.Transforms.Spatial.Spacing>(Evaluate("monai.transforms.Spacing(pixdim=[1.0, 2.0], mode='nearest')"));
        Assert.Equal([1.0, 2.0], step.Pixdim);
        Assert.Equal("'bilinear'", Text.Quoted(Evaluate("monai.utils.GridSampleMode.BILINEAR")));
    }

    [Fact]
    public void Imports_MakeNamesKnown_AndMissingModulesFailWhenUsed()
    {
        var surroundings = new Surroundings(ModuleTable.Default);
        foreach (var import in (string[])["import os.path", "from pathlib import Path as P", "import matplotlib.pyplot as plt", "import math as m, json", "from monai.transforms import Spacing"])
        {
            Assert.True(PythonExpression.Parse(import).IsImport);
            PythonExpression.Parse(import).Evaluate(surroundings);
        }
        object? Value(string text) => PythonExpression.Parse(text).Evaluate(surroundings);
        Assert.Equal("b", Value("os.path.basename(str(P('a') / 'b'))"));
        Assert.Equal(2.0, Value("m.sqrt(4)"));
        Assert.IsType<Medulla.Transforms.Spatial.Spacing>(Value("Spacing([1.0])"));
        Assert.Contains("matplotlib.pyplot", Assert.Throws<ExpressionException>(() => Value("plt.show()")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void References_AreFoundInOrder()
    {
        var expression = PythonExpression.Parse("@a#b#0 + [@c::d for _ in @e] + [f'{@g}', '@text', @a#b#0]");
        Assert.Equal(["a::b::0", "c::d", "e", "g"], expression.References().OrderBy(id => id));
        var sum = PythonExpression.Parse("@x + @y#0").Evaluate(new Surroundings(ModuleTable.Default, id => id == "x" ? 1L : 2L));
        Assert.Equal(3L, sum);
    }

    private static object? Evaluate(string text)
    {
        var surroundings = new Surroundings(ModuleTable.Default);
        foreach (var module in (string[])["math", "os", "json", "functools", "itertools", "pathlib"])
        {
            surroundings.Set(module, ModuleTable.Default.Import(module));
        }
        return PythonExpression.Parse(text).Evaluate(surroundings);
    }
}
