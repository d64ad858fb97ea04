"""The tests of a suite as pytest would collect them, found without running it."""

import ast

from source_file import constant_text, dotted

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SKIPPING = {"skip", "skipif", "xfail"}


class DeclaredTest:
    """One function that declares tests."""

    def __init__(self, node, groups, count, is_skipped):
        self.node = node
        self.groups = groups
        self.count = count
        self.is_skipped = is_skipped

    @property
    def name(self):
        return " > ".join([*(group.name for group in self.groups), self.node.name])

    def as_json(self, file):
        first = min([self.node.lineno, *(item.lineno for item in self.node.decorator_list)])
        plain = self.count == 1 and not any(table_of(item) for item in all_decorators(self))
        return {
            "file": file,
            "firstLine": first,
            "lastLine": self.node.lineno,
            "count": self.count,
            "fullName": self.name if plain else None,
            "isSkippedAway": self.is_skipped,
        }


def all_decorators(test):
    return [item for owner in (*test.groups, test.node) for item in owner.decorator_list]


def list_tests(source):
    """Every test of the file, in order; a later definition of the same name takes the place of an earlier one."""
    found = []
    collect(source, source.tree.body, [], 1, found)
    return found


def collect(source, body, groups, factor, found):
    for node in body:
        if isinstance(node, FUNCTIONS) and node.name.startswith("test"):
            declare(source, node, groups, factor, found)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            collect(source, node.body, [*groups, node], factor, found)
        else:
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                inner = getattr(node, field, None)
                if isinstance(inner, list) and not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
                    collect(source, inner, groups, None, found)


def declare(source, node, groups, factor, found):
    count = factor
    decorators = [item for owner in (*groups, node) for item in owner.decorator_list]
    for item in decorators:
        if table_of(item):
            length = table_length(source, item)
            count = None if count is None or length is None else count * length
    skipped = any(mark_name(item) in SKIPPING for item in decorators)
    path = [group.name for group in groups]
    for earlier in found[:]:
        if [group.name for group in earlier.groups] == path and earlier.node.name == node.name:
            source.report("tests.ids-differ", earlier.node.lineno, f'"{earlier.name}" is replaced by a later test of the same name', "defer")
            found.remove(earlier)
    found.append(DeclaredTest(node, groups, count, skipped))


def mark_name(decorator):
    """`x` of `pytest.mark.x` and `pytest.mark.x(...)`."""
    path = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator) or ""
    parts = path.split(".")
    return parts[-1] if len(parts) >= 2 and parts[-2] == "mark" else None


def table_of(decorator):
    return isinstance(decorator, ast.Call) and mark_name(decorator) == "parametrize"


def table_length(source, call):
    values = call.args[1] if len(call.args) > 1 else next((word.value for word in call.keywords if word.arg == "argvalues"), None)
    return list_length(source, values)


def list_length(source, node):
    if isinstance(node, (ast.List, ast.Tuple)):
        return None if any(isinstance(item, ast.Starred) for item in node.elts) else len(node.elts)
    if isinstance(node, ast.Name):
        assigned = [
            item.value
            for item in source.tree.body
            if isinstance(item, (ast.Assign, ast.AnnAssign)) and node.id in [dotted(target) for target in getattr(item, "targets", None) or [item.target]]
        ]
        return list_length(source, assigned[0]) if len(assigned) == 1 else None
    if isinstance(node, ast.Call) and dotted(node.func) == "range" and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
        return node.args[0].value if isinstance(node.args[0].value, int) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"items", "keys", "values"} and not node.args:
        return dict_length(source, node.func.value)
    if isinstance(node, ast.Constant) and constant_text(node) is not None:
        return len(node.value)
    return None


def dict_length(source, node):
    if isinstance(node, ast.Dict):
        return None if any(key is None for key in node.keys) else len(node.keys)
    if isinstance(node, ast.Name):
        for item in source.tree.body:
            if isinstance(item, ast.Assign) and node.id in [dotted(target) for target in item.targets]:
                return dict_length(source, item.value)
    return None
