"""One parsed source of the candidate, and the findings about it."""

import ast
import builtins
import io
import tokenize

BUILTIN_NAMES = frozenset(dir(builtins))
FRAME_ATTRIBUTES = {
    "tb_frame", "tb_next", "tb_lasti", "f_back", "f_globals", "f_locals", "f_builtins", "f_code", "gi_frame", "gi_code", "gi_yieldfrom",
    "cr_frame", "cr_code", "cr_await", "ag_frame", "ag_code", "func_globals", "func_code", "with_traceback", "mro",
}  # fmt: skip


class SourceFile:
    """Tree, comments and parents of a file; `tree` is None when it does not parse."""

    def __init__(self, name, text):
        self.name = name
        self.text = text
        self.findings = []
        self.tree = None
        self.comments = []
        try:
            self.tree = ast.parse(text, name)
            self.comments = list(list_comments(text))
        except (SyntaxError, ValueError) as error:
            self.report("shape.syntax-error", getattr(error, "lineno", None) or 1, f"{getattr(error, 'msg', error)}")
        except (RecursionError, MemoryError):
            self.tree = None
            self.report("shape.syntax-error", 1, "the file is nested too deeply to be read")
        self.parents = {}
        self.bound = set()
        if self.tree is not None:
            for node in ast.walk(self.tree):
                for child in ast.iter_child_nodes(node):
                    self.parents[child] = node
            self.bound = bound_names(self.tree)

    def report(self, identifier, line, message, effect=None):
        finding = {"id": identifier, "file": self.name, "line": line, "message": message[:600]}
        self.findings.append(finding if effect is None else {**finding, "effect": effect})

    def ancestors(self, node):
        while node in self.parents:
            node = self.parents[node]
            yield node


def list_comments(text):
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def bound_names(tree):
    """Every name that the file itself binds anywhere, imports included."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def dotted(node):
    """`a.b.c` of an attribute chain on a name, else None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return None if base is None else f"{base}.{node.attr}"
    return None


def root_name(node):
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def is_dunder(name):
    return name.startswith("__") and name.endswith("__")


def constant_text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def imported_names(tree):
    """`{local name: (module, member or None)}` of every import in the file."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                local = alias.asname or alias.name.split(".")[0]
                names[local] = (alias.name if alias.asname else alias.name.split(".")[0], None)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                names[alias.asname or alias.name] = (node.module, alias.name)
    return names
