"""What an assertion is worth: the asserted value depends on the tool, the expected one does not, and a failure is seen."""

import ast

from source_file import dotted

SWALLOWING = {"AssertionError", "Exception", "BaseException"}


def check_assertions(rules, test):
    """Reports swallowed assertions, and a test none of whose own assertions can fail."""
    reach, node = rules.reach, test.node
    tainted = reach.tainted_names(node)
    known = single_values(node)
    worth = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            check_swallowed(rules, inner)
            worth.append(assert_worth(rules, inner, tainted, known))
        elif reach.is_raises(inner):
            check_swallowed(rules, inner)
            worth.append(None)
    if not worth or None in worth:
        return
    identifier, line, message = worth[0]
    rules.report(identifier, line, f'test "{test.name}": {message}')


def single_values(function):
    """Values of the names that are assigned exactly once in the function."""
    values = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            values.setdefault(node.id, []).append(None)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if len(values.get(name, [])) == 1:
                values[name] = [node.value]
    return {name: given[0] for name, given in values.items() if given[0] is not None}


def assert_worth(rules, node, tainted, known):
    """None when the assertion can fail because of the tool, else the finding about it."""
    claim = node.test
    if is_always_true(claim):
        return "tests.no-assertion", node.lineno, "the assertion is always true"
    if not rules.reach.depends(claim, tainted):
        return "tests.tool-not-asserted", node.lineno, "the asserted value does not come from the tool"
    if isinstance(claim, ast.Compare) and len(claim.comparators) == 1:
        left, right = (written_out(side, known) for side in (claim.left, claim.comparators[0]))
        if left == right:
            return "tests.expected-from-tool", node.lineno, "the assertion compares the tool's answer with itself"
    return None


def written_out(node, known, depth=0):
    """The expression as text with the names of the function replaced by their values."""
    if isinstance(node, ast.Name) and node.id in known and depth < 5:
        return written_out(known[node.id], known, depth + 1)
    return ast.dump(node)


def is_always_true(node):
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return len(node.elts) > 0
    if isinstance(node, ast.Dict):
        return len(node.keys) > 0
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, (ast.Lambda, ast.JoinedStr, ast.GeneratorExp)):
        return True
    if isinstance(node, ast.BoolOp):
        checks = [is_always_true(value) for value in node.values]
        return any(checks) if isinstance(node.op, ast.Or) else all(checks)
    return False


def check_swallowed(rules, assertion):
    """An assertion in a block whose failure nobody hears of."""
    below = assertion
    for outer in rules.source.ancestors(assertion):
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return
        if isinstance(outer, ast.Try) and below in outer.body and any(swallows(rules, handler) for handler in outer.handlers):
            rules.report("tests.swallowed-assertion", assertion.lineno, "an assertion stands in a try block whose handler lets it fail unseen")
            return
        if isinstance(outer, (ast.Try,)) and any(isinstance(inner, ast.Return) for last in outer.finalbody for inner in ast.walk(last)):
            rules.report("tests.swallowed-assertion", assertion.lineno, "a return in a finally block lets an assertion fail unseen")
            return
        if isinstance(outer, ast.With) and below in outer.body and any(expects_failure(rules, item.context_expr) for item in outer.items):
            rules.report("tests.swallowed-assertion", assertion.lineno, "an assertion stands in a block that expects its failure")
            return
        below = outer


def swallows(rules, handler):
    kinds = [dotted(kind) for kind in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])] if handler.type else [None]
    if not any(kind is None or kind in SWALLOWING for kind in kinds):
        return False
    heard = any(isinstance(inner, ast.Raise) for statement in handler.body for inner in ast.walk(statement))
    return not heard and not any(rules.reach.asserts(statement) for statement in handler.body)


def expects_failure(rules, expression):
    if not isinstance(expression, ast.Call):
        return False
    if not rules.reach.is_raises(expression) and (dotted(expression.func) or "").split(".")[-1] != "suppress":
        return False
    return any(dotted(inner) in SWALLOWING for argument in expression.args for inner in ast.walk(argument))
