"""What the code of a test does, also through the file's own helper functions: asserts, calls the tool, depends on its answer."""

import ast

from source_file import dotted

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class TestReach:
    """Follows the helpers and names of one suite."""

    def __init__(self, source, imports, function_name):
        self.source = source
        self.tool_names = {local for local, origin in imports.items() if origin == ("tool", function_name)}
        self.tool_modules = {local for local, origin in imports.items() if origin == ("tool", None)}
        self.pytest_names = {local: (member or "*") for local, (module, member) in imports.items() if module == "pytest"}
        self.function_name = function_name
        self.helpers = {node.name: node for node in ast.walk(source.tree) if isinstance(node, DEFINITIONS)}
        self.values = {}
        for node in source.tree.body:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.values[target.id] = node.value

    def is_tool(self, node):
        if isinstance(node, ast.Name):
            return node.id in self.tool_names
        return isinstance(node, ast.Attribute) and node.attr == self.function_name and dotted(node.value) in self.tool_modules

    def pytest_member(self, node):
        """`raises` of `pytest.raises`, `raises` imported from pytest, ..."""
        path = dotted(node)
        if path is None:
            return None
        local, *rest = path.split(".")
        member = self.pytest_names.get(local)
        if member is None:
            return None
        return ".".join(rest) if member == "*" else ".".join([member, *rest])

    def reaches(self, node, found, seen=None):
        """True when `found` holds for a node below, or below a helper that is named there."""
        seen = set() if seen is None else seen
        for inner in ast.walk(node):
            if found(inner):
                return True
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and inner.id not in seen:
                target = self.helpers.get(inner.id) or self.values.get(inner.id)
                if target is not None and target is not node:
                    seen.add(inner.id)
                    if self.reaches(target, found, seen):
                        return True
            if isinstance(inner, ast.Attribute) and dotted(inner.value) == "self" and inner.attr not in seen and inner.attr in self.helpers:
                seen.add(inner.attr)
                if self.reaches(self.helpers[inner.attr], found, seen):
                    return True
        return False

    def uses_tool(self, node):
        return self.reaches(node, self.is_tool)

    def is_raises(self, node):
        return isinstance(node, ast.Call) and self.pytest_member(node.func) in {"raises", "warns"}

    def is_assertion(self, node):
        if isinstance(node, ast.Assert):
            return True
        return self.is_raises(node) or (isinstance(node, ast.Call) and self.pytest_member(node.func) == "fail")

    def asserts(self, node):
        return self.reaches(node, self.is_assertion)

    def tainted_names(self, function):
        """Names that hold something the tool answered; grows until nothing is added."""
        tainted = set()
        while True:
            size = len(tainted)
            for node in ast.walk(function):
                for target, value in bindings_of(node):
                    if self.depends(value, tainted) or self.inside_tool_block(node, tainted):
                        tainted |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
            if len(tainted) == size:
                return tainted

    def inside_tool_block(self, node, tainted):
        """The caught error of a block that calls the tool is an answer of the tool."""
        if isinstance(node, ast.With):
            return any(self.depends(statement, tainted) for statement in node.body)
        if isinstance(node, ast.ExceptHandler):
            outer = self.source.parents.get(node)
            return isinstance(outer, ast.Try) and any(self.depends(statement, tainted) for statement in outer.body)
        return False

    def depends(self, node, tainted):
        if any(isinstance(inner, ast.Name) and inner.id in tainted for inner in ast.walk(node)):
            return True
        return self.uses_tool(node)


def bindings_of(node):
    """`(target, value)` of everything in the node itself that binds names."""
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value is not None:
        return [(node.target, node.value)]
    if isinstance(node, (ast.For, ast.comprehension)):
        return [(node.target, node.iter)]
    if isinstance(node, ast.With):
        return [(item.optional_vars, item.context_expr) for item in node.items if item.optional_vars is not None]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        # A call whose result nobody takes is there for what it does to its arguments.
        return [(argument, node.value) for argument in node.value.args if isinstance(argument, ast.Name)]
    if isinstance(node, ast.ExceptHandler) and node.name:
        return [(ast.Name(node.name, ast.Store()), node.type or ast.Constant(None))]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"append", "add", "extend", "update", "insert"}:
        return [(node.func.value, argument) for argument in node.args]
    return []
