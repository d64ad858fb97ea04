"""What is changed to make a mutant: the same kinds of change as the TypeScript gate makes."""

import ast
import re

ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
NEGATION = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALL_SWAPS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
METHOD_SWAPS = {
    "lower": "upper", "upper": "lower", "startswith": "endswith", "endswith": "startswith", "lstrip": "rstrip", "rstrip": "lstrip",
    "floor": "ceil", "ceil": "floor", "fullmatch": "match", "find": "rfind", "rfind": "find", "split": "rsplit",
}  # fmt: skip
REMOVED_METHODS = {"strip", "casefold", "title", "capitalize", "swapcase"}
PLAIN_TESTS = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)


def expression_mutations(node, parent, context):
    """`(operator, replacement node, missing assertion)` for every change of this expression."""
    if isinstance(node, ast.BinOp):
        yield from binary(node)
    elif isinstance(node, ast.Compare):
        yield from comparison(node)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "logical", ast.BoolOp(other, node.values), "a case where exactly one side of the condition holds"
    elif isinstance(node, ast.UnaryOp):
        yield from unary(node)
    elif isinstance(node, ast.Call):
        yield from call(node)
    elif isinstance(node, (ast.Constant, ast.JoinedStr, ast.List, ast.Set, ast.Dict)):
        yield from written_value(node, parent, context)
    if isinstance(parent, (ast.If, ast.IfExp)) and parent.test is node and not isinstance(node, PLAIN_TESTS):
        yield "condition", ast.UnaryOp(ast.Not(), node), "one case on each side of this condition"
    if isinstance(parent, ast.While) and parent.test is node:
        yield "condition", ast.Constant(False), "a case that needs this loop more than once"


def binary(node):
    changed = ARITHMETIC.get(type(node.op))
    if changed is not None:
        yield "arithmetic", ast.BinOp(node.left, changed(), node.right), "the exact value that this computes"


def comparison(node):
    sides = [node.left, *node.comparators]
    for index, op in enumerate(node.ops):
        pair = f"{ast.unparse(sides[index])[:40]} and {ast.unparse(sides[index + 1])[:40]}"
        for table, name, missing in (
            (BOUNDARY, "boundary", f"the case in which {pair} are equal"),
            (NEGATION, "comparison", "one case on each side of this comparison"),
        ):
            changed = table.get(type(op))
            if changed is not None:
                ops = [*node.ops[:index], changed(), *node.ops[index + 1 :]]
                yield name, ast.Compare(node.left, ops, node.comparators), missing


def unary(node):
    if isinstance(node.op, ast.Not):
        yield "negation", node.operand, "one case on each side of this condition"
    elif isinstance(node.op, ast.USub):
        yield "sign", ast.UnaryOp(ast.UAdd(), node.operand), "a result whose sign shows"
    elif isinstance(node.op, ast.Invert):
        yield "sign", node.operand, "a result that shows each bit"


def call(node):
    function = node.func
    if isinstance(function, ast.Name):
        changed = CALL_SWAPS.get(function.id)
        if changed == "list" and (len(node.args) != 1 or node.keywords):
            node = ast.Call(node.func, node.args[:1], [])
        if changed is not None:
            yield "method", ast.Call(ast.Name(changed, ast.Load()), node.args, node.keywords), f"a case that needs {function.id}"
        elif function.id == "abs" and len(node.args) == 1:
            yield "method", node.args[0], "a case that needs abs"
    elif isinstance(function, ast.Attribute):
        changed = METHOD_SWAPS.get(function.attr)
        # Splitting from the other end differs only where the number of parts is limited.
        if changed is not None and (function.attr != "split" or len(node.args) + len(node.keywords) > 1):
            swapped = ast.Attribute(function.value, changed, ast.Load())
            yield "method", ast.Call(swapped, node.args, node.keywords), f"a case that needs {function.attr}"
        elif function.attr in REMOVED_METHODS:
            yield "method", function.value, f"a case that needs {function.attr}"


def written_value(node, parent, context):
    if isinstance(node, (ast.List, ast.Set)):
        if node.elts and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            empty = ast.List([], ast.Load()) if isinstance(node, ast.List) else ast.Call(ast.Name("set", ast.Load()), [], [])
            yield "array", empty, "a result that needs the elements of this list"
    elif isinstance(node, ast.Dict):
        if node.keys:
            yield "array", ast.Dict([], []), "a result that needs the entries of this dictionary"
    elif isinstance(node, ast.JoinedStr):
        if not context.is_message:
            yield "string", ast.Constant(""), "the exact text that this builds"
    elif isinstance(node.value, bool):
        yield "boolean", ast.Constant(not node.value), "a result that depends on this flag"
    elif isinstance(node.value, (int, float)):
        yield "number", ast.Constant(node.value + 1), f"a case that tells {node.value} from {node.value + 1}"
    elif isinstance(node.value, str):
        yield from text(node, parent, context)


def text(node, parent, context):
    value = node.value
    if context.is_message and re.search(r"\s", value):
        return
    if context.is_pattern:
        if len(value) > 1 and value.startswith("^"):
            yield "pattern", ast.Constant(value[1:]), "a text with something before what the pattern matches"
        if len(value) > 1 and value.endswith("$") and not value.endswith("\\$"):
            yield "pattern", ast.Constant(value[:-1]), "a text with something after what the pattern matches"
    yield "string", ast.Constant("mutant" if value == "" else ""), "the exact text that comes of this"


def statement_mutations(node):
    """`(operator, replacement statement, missing assertion)`; leaving a statement out is a `pass`."""
    if isinstance(node, ast.Raise):
        yield "removal", ast.Pass(), "that this case is refused"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not is_super(node.value):
        yield "removal", ast.Pass(), "a result that needs this statement"
    elif isinstance(node, ast.Assign) and all(isinstance(target, (ast.Attribute, ast.Subscript)) for target in node.targets):
        yield "removal", ast.Pass(), "a result that needs this statement"
    elif isinstance(node, ast.AugAssign):
        yield "removal", ast.Pass(), "a result that needs this statement"
        changed = ARITHMETIC.get(type(node.op))
        if changed is not None:
            yield "assignment", ast.AugAssign(node.target, changed(), node.value), "the value that this assignment leads to"


def is_super(node):
    function = node.func
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call) and getattr(function.value.func, "id", None) == "super"
