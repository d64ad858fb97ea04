"""Counters in the tool's code: statements, functions, branches, as the TypeScript gate counts them."""

import ast
import copy

UNCOUNTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom)


class Instrumenter:
    """Rewrites a tree so that it counts into the list `name`; `places` says what each counter stands for."""

    def __init__(self, name):
        self.name = name
        self.places = []

    def run(self, tree):
        tree = copy.deepcopy(tree)
        start = prologue_length(tree.body)
        tree.body = [*tree.body[:start], *self.block(tree.body[start:])]
        line = tree.body[start].lineno if len(tree.body) > start else 1
        counters = ast.parse(f"{self.name} = [0] * {len(self.places)}").body
        place = ast.Pass(lineno=line, col_offset=0, end_lineno=line, end_col_offset=0)
        tree.body[start:start] = [relocate(node, place) for node in counters]
        return ast.fix_missing_locations(tree)

    def counter(self, kind, line):
        self.places.append({"kind": kind, "line": line})
        return len(self.places) - 1

    def count_statement(self, kind, node):
        index = self.counter(kind, node.lineno)
        statement = ast.parse(f"{self.name}[{index}] += 1").body[0]
        return relocate(statement, node)

    def count_expression(self, kind, node):
        """`(count or node)`: counting gives None, so the value is the node's."""
        index = self.counter(kind, node.lineno)
        call = ast.parse(f"{self.name}.__setitem__({index}, {self.name}[{index}] + 1)", mode="eval").body
        return ast.copy_location(ast.BoolOp(ast.Or(), [relocate(call, node), node]), node)

    def block(self, statements, branch_at=None):
        out = [] if branch_at is None else [self.count_statement("branch", branch_at)]
        for statement in statements:
            if not isinstance(statement, UNCOUNTED) and not is_bare(statement):
                out.append(self.count_statement("statement", statement))
            out.append(self.rewrite(statement))
        return out

    def rewrite(self, node):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.function(node)
        for field, value in ast.iter_fields(node):
            if field == "annotation" or field == "pattern":
                continue
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                is_branch = isinstance(node, (ast.If, ast.match_case)) and field == "body"
                start = prologue_length(value) if isinstance(node, ast.ClassDef) else 0
                body = self.block(value[start:], first_place(node, value) if is_branch else else_place(node, field, value))
                setattr(node, field, [*value[:start], *body])
            elif isinstance(value, list):
                setattr(node, field, [self.rewrite(item) if isinstance(item, ast.AST) else item for item in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.rewrite(value))
        if isinstance(node, ast.If) and not node.orelse:
            node.orelse = [self.count_statement("branch", node)]
        return self.expression(node)

    def expression(self, node):
        if isinstance(node, ast.IfExp):
            node.body = self.count_expression("branch", node.body)
            node.orelse = self.count_expression("branch", node.orelse)
        elif isinstance(node, ast.BoolOp):
            node.values = [self.count_expression("branch", value) for value in node.values]
        elif isinstance(node, ast.Lambda):
            node.body = self.count_expression("function", node.body)
        return node

    def function(self, node):
        node.decorator_list = [self.rewrite(item) for item in node.decorator_list]
        node.args.defaults = [self.rewrite(item) for item in node.args.defaults]
        start = prologue_length(node.body)
        node.body = [*node.body[:start], self.count_statement("function", node), *self.block(node.body[start:])]
        return node


def relocate(node, at):
    for inner in ast.walk(node):
        ast.copy_location(inner, at)
    return node


def first_place(node, body):
    return node if isinstance(node, ast.If) else body[0]


def else_place(node, field, body):
    return body[0] if isinstance(node, ast.If) and field == "orelse" else None


def is_bare(statement):
    """A docstring, or an annotation without a value: nothing runs."""
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def prologue_length(body):
    """Docstring and `__future__` imports, which must stay first."""
    length = 0
    for statement in body:
        is_doc = length == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_doc and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            break
        length += 1
    return length
