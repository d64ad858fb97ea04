"""Every mutant of a tool in one module: which of them is active is decided from outside while it runs."""

import ast
import copy
import re
from collections import namedtuple

from instrument import UNCOUNTED, is_bare, prologue_length, relocate
from mutations import expression_mutations, statement_mutations
from source_file import dotted, is_dunder

Context = namedtuple("Context", "is_message is_pattern")
PLAIN = Context(False, False)
PATTERN_FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
SKIPPED_FIELDS = {"annotation", "returns", "pattern", "type_comment", "ctx", "op", "ops", "bases", "format_spec", "type_params"}
CHANGING = {"append", "add", "update", "pop", "popitem", "setdefault", "clear", "extend", "insert", "remove", "discard", "sort", "reverse"}


class Weaver:
    """Adds a switch at every place that is changed, and fuel to every loop and function."""

    def __init__(self, is_active, burn, text):
        self.is_active = is_active
        self.burn = burn
        self.lines = text.encode("utf-8").split(b"\n")
        self.mutants = []
        self.in_error = False

    def run(self, tree):
        tree = copy.deepcopy(tree)
        start = prologue_length(tree.body)
        tree.body = [*tree.body[:start], *(self.statement(node) for node in tree.body[start:])]
        return ast.fix_missing_locations(tree)

    def add(self, node, operator, replacement, missing):
        shown = "" if isinstance(replacement, ast.Pass) else written(replacement)
        self.mutants.append(
            {
                "id": len(self.mutants) + 1,
                "line": node.lineno,
                "operator": operator,
                "original": self.segment(node)[:200],
                "replacement": shown[:200],
                "missing": missing[:300],
            }
        )
        return relocate(ast.Call(ast.Name(self.is_active, ast.Load()), [ast.Constant(len(self.mutants))], []), node)

    def segment(self, node):
        lines = self.lines[node.lineno - 1 : node.end_lineno]
        if not lines:
            return ""
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return b" ".join(line.strip() for line in lines).decode("utf-8", "replace")

    def statement(self, node):
        if is_bare(node) or is_naming(node) or (isinstance(node, UNCOUNTED) and not hasattr(node, "body")):
            return node
        switches = [(self.add(node, *change), copy.deepcopy(change[1])) for change in statement_mutations(node)]
        outer = self.in_error
        if isinstance(node, ast.ClassDef):
            self.in_error = any(re.search(r"Error|Exception", dotted(base) or "") for base in node.bases)
        woven = self.children(node, PLAIN)
        self.in_error = outer
        for test, replacement in reversed(switches):
            woven = relocate_new(ast.If(test, [relocate_new(replacement, node)], [woven]), node)
        return woven

    def children(self, node, context):
        for field, value in ast.iter_fields(node):
            if field in SKIPPED_FIELDS or (field == "type" and isinstance(node, ast.ExceptHandler)) or field == "decorator_list":
                continue
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, field, self.body(node, field, value))
            elif isinstance(value, list):
                setattr(node, field, [self.child(item, node, context) for item in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.child(value, node, context))
        if isinstance(node, ast.comprehension):
            node.ifs = [ast.UnaryOp(ast.Not(), self.burning()), *node.ifs]
        elif isinstance(node, ast.Lambda):
            node.body = relocate_new(ast.BoolOp(ast.Or(), [self.burning(), node.body]), node.body)
        return node

    def body(self, node, field, value):
        is_definition = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        start = prologue_length(value) if is_definition else 0
        woven = [*value[:start], *(self.statement(item) for item in value[start:])]
        burns = field == "body" and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.For, ast.AsyncFor, ast.While))
        if burns:
            woven.insert(start, relocate(ast.Expr(self.burning()), value[0]))
        return woven

    def burning(self):
        return ast.Call(ast.Name(self.burn, ast.Load()), [], [])

    def child(self, node, parent, context):
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return self.expression(node, parent, context)
        return self.children(node, context) if isinstance(node, ast.AST) else node

    def expression(self, node, parent, context):
        if isinstance(parent, ast.JoinedStr) and isinstance(node, ast.Constant):
            return node
        context = self.context_of(node, parent, context)
        switches = [(self.add(node, *change), copy.deepcopy(change[1])) for change in expression_mutations(node, parent, context)]
        woven = self.children(node, context)
        for test, replacement in reversed(switches):
            woven = relocate_new(ast.IfExp(test, relocate_new(replacement, node), woven), node)
        return woven

    def context_of(self, node, parent, context):
        """The wording of an error is nobody's contract: only its code is. A pattern is more than a text."""
        is_message = context.is_message or isinstance(parent, ast.Raise)
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func) or ""
            # `super().__init__(...)` of an error class; for another class it is a call like any other.
            is_message = is_message or (name == "__init__" and self.in_error)
            is_message = is_message or re.search(r"error|fail|invalid|refus|reject|exception", name, re.IGNORECASE) is not None
        is_pattern = isinstance(parent, ast.Call) and parent.args[:1] == [node] and dotted(parent.func) in {f"re.{name}" for name in PATTERN_FUNCTIONS}
        return Context(is_message, is_pattern)


def written(node):
    try:
        return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    except ValueError:
        return "(an expression that cannot be written on one line)"


def is_naming(node):
    """`__all__`, `__slots__` and their like name things; they hold no value of the tool's."""
    return isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) and is_dunder(target.id) for target in node.targets)


def relocate_new(node, at):
    """Locations for new nodes only: those inside keep their own."""
    if not hasattr(node, "lineno"):
        ast.copy_location(node, at)
    return node


def has_state(tree):
    """The tool keeps something between calls, or may."""
    module_names = set()
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        module_names |= {inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            defaults = [*node.args.defaults, *(item for item in node.args.kw_defaults if item is not None)]
            if node.decorator_list or any(isinstance(item, (ast.List, ast.Dict, ast.Set, ast.Call)) for item in defaults):
                return True
        root = stored_root(node)
        if root is not None and root in module_names:
            return True
    return any(isinstance(node, ast.ClassDef) and any(isinstance(item, ast.Assign) for item in node.body) and keeps(node) for node in tree.body)


def keeps(class_node):
    return any(isinstance(item, ast.Assign) and not isinstance(item.value, ast.Constant) for item in class_node.body)


def stored_root(node):
    """The name whose contents this node changes."""
    target = None
    if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
        target = node
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        target = node.func.value
    while isinstance(target, (ast.Attribute, ast.Subscript)):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None
